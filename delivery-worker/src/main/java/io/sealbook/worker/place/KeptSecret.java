package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.VersionedPath;
import java.time.Instant;

/** A secret that the Swarm keeps for one file of one generation, without its value. */
public record KeptSecret(
        String id,
        String name,
        DeploymentId deployment,
        int generation,
        String file,
        VersionedPath version,
        Instant created) {}
