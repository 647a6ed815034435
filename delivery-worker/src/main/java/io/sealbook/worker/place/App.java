package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container that Sealbook made for one generation of a deployment, as the engine shows it now. {@code startedAt} is
 * the engine's own text: it differs after every start, and nothing else is read out of it.
 */
public record App(
        String id,
        String name,
        DeploymentId deployment,
        int generation,
        Phase phase,
        String startedAt,
        int exitStatus,
        boolean outOfMemory,
        String error,
        String user,
        DeploymentSpec.Placement placement,
        @Nullable Memory where,
        List<Orders.File> files,
        @Nullable HealthSeen checked) {
    public App {
        files = List.copyOf(files);
    }

    public App(
            String id,
            String name,
            DeploymentId deployment,
            int generation,
            Phase phase,
            String startedAt,
            int exitStatus,
            boolean outOfMemory,
            String error,
            String user,
            DeploymentSpec.Placement placement,
            @Nullable Memory where,
            List<Orders.File> files) {
        this(
                id,
                name,
                deployment,
                generation,
                phase,
                startedAt,
                exitStatus,
                outOfMemory,
                error,
                user,
                placement,
                where,
                files,
                null);
    }

    /** What its health check says; empty when it has none or does not run. */
    public Optional<HealthSeen> health() {
        return Optional.ofNullable(checked);
    }

    /** Where its secrets lie. Every container that Sealbook makes has one; one that somebody imitated may not. */
    public Optional<Memory> memory() {
        return Optional.ofNullable(where);
    }

    /** Whether it fetches its secrets itself, with a token that the worker hands to it. */
    public boolean fetches() {
        return Fetching.isOwn(placement);
    }

    public enum Phase {
        /** Made and never started. */
        CREATED,
        /** Running, or paused by somebody. */
        RUNNING,
        /** Ended, and the engine is about to start it again. */
        RESTARTING,
        STOPPED
    }
}
