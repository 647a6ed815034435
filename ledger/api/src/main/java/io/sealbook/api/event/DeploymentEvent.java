package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of one deployment: what was wanted (each want is a new generation) and what its worker reported. */
public sealed interface DeploymentEvent extends LedgerEvent {
    DeploymentId deployment();

    int generation();

    @Override
    default StreamName stream() {
        return StreamName.of(deployment());
    }

    /**
     * A new generation is wanted: the first one, a redeployment, one that a rotation made necessary, or a stop.
     * {@code owner} is the account whose right to read the bound secrets is checked again whenever they are delivered.
     *
     * @param keeps the generation whose container may stay: only the files in it change
     * @param stolen the token whose theft made this necessary
     */
    record Requested(
            DeploymentId deployment,
            int generation,
            Desired desired,
            DeploymentSpec spec,
            AccountId owner,
            @Nullable VersionedPath because,
            @Nullable String reason,
            @Nullable Integer keeps,
            @Nullable TokenId stolen)
            implements DeploymentEvent {
        public Requested(
                DeploymentId deployment,
                int generation,
                Desired desired,
                DeploymentSpec spec,
                AccountId owner,
                @Nullable VersionedPath because,
                @Nullable String reason) {
            this(deployment, generation, desired, spec, owner, because, reason, null, null);
        }

        /**
         * Whether the thefts of all earlier tokens are seen to: by the person who asked for this, or by this itself. What
         * a rotation makes necessary answers no theft.
         */
        public boolean settlesThefts() {
            return because == null || stolen != null;
        }
    }

    enum Desired {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("stopped")
        STOPPED
    }

    /** How far one container of this generation is; its outcome follows. */
    record Progressed(DeploymentId deployment, int generation, String container, Step step)
            implements DeploymentEvent {}

    enum Step {
        /** It was started with its secrets, and is being watched. */
        @JsonProperty("started")
        STARTED,
        /** Its files were changed while it ran, and it is being watched. */
        @JsonProperty("refreshed")
        REFRESHED,
        /** It does well. */
        @JsonProperty("healthy")
        HEALTHY,
        /** It did not do well, and what was there before took its place again. */
        @JsonProperty("rolledBack")
        ROLLED_BACK
    }

    /** The container of this generation runs with these values. */
    record Placed(
            DeploymentId deployment,
            int generation,
            @Nullable String container,
            List<VersionedPath> versions) implements DeploymentEvent {
        public Placed {
            versions = List.copyOf(versions);
        }
    }

    /** The worker could not bring this generation up. */
    record Failed(DeploymentId deployment, int generation, String problem) implements DeploymentEvent {}

    /** The container is gone, as wanted. */
    record Stopped(DeploymentId deployment, int generation) implements DeploymentEvent {}
}
