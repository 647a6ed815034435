package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever has a container name: a deployment of ours, or somebody whose container we never touch. */
public record Holder(String id, @Nullable DeploymentId deployment) {
    public Optional<DeploymentId> owner() {
        return Optional.ofNullable(deployment);
    }
}
