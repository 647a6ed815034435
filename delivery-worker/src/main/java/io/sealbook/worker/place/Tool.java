package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A container that the worker made for its own use for a moment. One that is left over belongs to a worker that died. */
public record Tool(String id, String name, @Nullable DeploymentId deployment, Instant created) {
    public Optional<DeploymentId> servedDeployment() {
        return Optional.ofNullable(deployment);
    }
}
