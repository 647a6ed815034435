package io.sealbook.worker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after the n-th failure in a row: doubling up to a bound, and half of it by chance so that workers spread. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final RandomGenerator chance;
    private int failures;

    Backoff(RandomGenerator chance) {
        this.chance = chance;
    }

    Duration next() {
        long bound = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
        failures++;
        return Duration.ofMillis(bound / 2 + chance.nextLong(bound / 2 + 1));
    }

    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}
