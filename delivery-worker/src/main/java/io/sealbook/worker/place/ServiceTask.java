package io.sealbook.worker.place;

import java.time.Instant;

/**
 * One attempt of the Swarm to run a container of a service. {@code wanted} is false once the Swarm means it to end.
 *
 * @param problem what went wrong with it, in the engine's words; empty when nothing did
 */
public record ServiceTask(String id, int generation, Instant created, boolean wanted, Stage stage, String problem) {
    public enum Stage {
        COMING,
        /** Running, and healthy if it has a health check. */
        RUNNING,
        /** Ended because the Swarm wanted it so. */
        RETIRED,
        /** Ended by itself, or never began. */
        FAILED
    }

    public boolean ended() {
        return stage == Stage.RETIRED || stage == Stage.FAILED;
    }
}
