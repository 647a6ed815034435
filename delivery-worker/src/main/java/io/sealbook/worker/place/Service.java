package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The service of a deployment, as the Swarm shows it now. {@code generation} is that of its specification: the Swarm
 * itself sets it back when it rolls back. {@code version} changes with every change of the service.
 *
 * @param updateBegan when the latest update began, which is kept through its rollback
 */
public record Service(
        String id,
        long version,
        String name,
        DeploymentId deployment,
        int generation,
        int replicas,
        Update update,
        @Nullable Instant updateBegan) {
    public enum Update {
        /** Made and never updated, or an update was accepted a moment ago and has not begun. */
        NONE,
        UNDERWAY,
        COMPLETED,
        /** Stopped half-way by somebody's settings. */
        PAUSED,
        ROLLING_BACK,
        ROLLED_BACK,
        /** The specification before could not be brought back either. */
        ROLLBACK_PAUSED;

        /** Whether the Swarm is still replacing tasks by itself. */
        public boolean moves() {
            return this == UNDERWAY || this == ROLLING_BACK;
        }

        public boolean isRollBack() {
            return this == ROLLING_BACK || this == ROLLED_BACK || this == ROLLBACK_PAUSED;
        }
    }
}
