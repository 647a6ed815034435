package io.sealbook.worker.place;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.HealthStateLog;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HealthCheck;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a container's health out of docker-java's objects. */
final class DockerHealth {
    // What the engine takes where a check says nothing (moby, daemon/health.go).
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private DockerHealth() {}

    /** Empty for a container that nobody checks, or that does not run. */
    static Optional<HealthSeen> of(InspectContainerResponse container) {
        HealthState state = container.getState().getHealth();
        HealthCheck check = container.getConfig().getHealthcheck();
        if (state == null || check == null) {
            return Optional.empty();
        }
        HealthSeen.@Nullable Status status = switch (String.valueOf(state.getStatus())) {
            case "starting" -> HealthSeen.Status.STARTING;
            case "healthy" -> HealthSeen.Status.HEALTHY;
            case "unhealthy" -> HealthSeen.Status.UNHEALTHY;
            default -> null;
        };
        return Optional.ofNullable(status)
                .map(known -> new HealthSeen(known, patience(check), last(state).orElse(null)));
    }

    static Duration patience(HealthCheck check) {
        int retries = check.getRetries() == null || check.getRetries() == 0 ? RETRIES : check.getRetries();
        Duration round = nanos(check.getInterval(), INTERVAL).plus(nanos(check.getTimeout(), TIMEOUT));
        Duration all = nanos(check.getStartPeriod(), Duration.ZERO).plus(round.multipliedBy(retries + 1L));
        return all.compareTo(LONGEST) > 0 ? LONGEST : all;
    }

    private static Duration nanos(@Nullable Long nanos, Duration unless) {
        return nanos == null || nanos == 0 ? unless : Duration.ofNanos(nanos);
    }

    private static Optional<HealthSeen.Check> last(HealthState state) {
        List<HealthStateLog> log = state.getLog();
        if (log == null || log.isEmpty()) {
            return Optional.empty();
        }
        HealthStateLog last = log.getLast();
        Long status = last.getExitCodeLong();
        return moment(last.getStart())
                .map(began -> new HealthSeen.Check(began, status == null ? -1 : status.intValue()));
    }

    /** RFC 3339, with whatever offset the engine's host has. */
    static Optional<Instant> moment(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
