package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Reason;

/** Where a new generation of a deployment can be asked for. */
@FunctionalInterface
public interface Redeployments {
    /** One new generation for all requests with the same key; false if the deployment is in no state for it. */
    boolean request(DeploymentId deployment, Reason reason, String idempotencyKey);
}
