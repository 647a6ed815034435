package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;

/** Where the secrets of one container lie on the engine's host. Never used for a second container. */
public sealed interface Memory permits MemoryDirectory, MemoryVolume {
    DeploymentId deployment();
}
