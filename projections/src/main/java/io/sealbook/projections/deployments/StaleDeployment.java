package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.VersionedPath;
import java.util.List;
import java.util.stream.Collectors;

/** A deployment to be brought up to date, and the newest versions of what it binds and does not run yet. */
record StaleDeployment(DeploymentId deployment, List<VersionedPath> newer) {
    StaleDeployment {
        newer = List.copyOf(newer);
    }

    VersionedPath because() {
        return newer.getFirst();
    }

    /** The same for the same versions, in every process and after every restart. */
    String idempotencyKey() {
        String versions = newer.stream()
                .map(each -> each.path() + "@" + each.version())
                .sorted()
                .collect(Collectors.joining(" "));
        return "stale-" + Digest.of(deployment + " " + versions).hex();
    }
}
