package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;

/** Secrets in a directory of the host's own memory. */
class MemoryPlacementIT extends FilledStories {
    MemoryPlacementIT() {
        super(DeploymentSpec.Placement.MEMORY);
    }

    @Override
    void loseMemory(DeploymentId deployment) {
        yard.loseDirectories(deployment, name);
    }
}
