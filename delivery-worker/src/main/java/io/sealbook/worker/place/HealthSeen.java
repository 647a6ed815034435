package io.sealbook.worker.place;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the engine's health check says of a running container. {@code patience} is the longest time in which the check
 * comes to a verdict; what a check printed is not read, because it may be anything.
 */
public record HealthSeen(
        Status status, Duration patience, @Nullable Check last) {
    public enum Status {
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /** One check that has ended, and when it began by the engine's clock. */
    public record Check(Instant began, int exitStatus) {}

    /** Whether it was well when it was checked at or after this moment. */
    public boolean isWellSince(Instant moment) {
        return status == Status.HEALTHY && last != null && !last.began().isBefore(moment) && last.exitStatus() == 0;
    }
}
