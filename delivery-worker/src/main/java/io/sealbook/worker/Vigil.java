package io.sealbook.worker;

import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.HealthSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a container until it has proved itself or has not. One with a health check has when it is healthy; any other
 * when it has kept running for a while. Watching holds no place at the engine but for the glances.
 */
final class Vigil {
    private static final Duration SHORTEST_GLANCE = Duration.ofMillis(100);
    private static final Duration LONGEST_GLANCE = Duration.ofMillis(500);

    private final Engine engine;
    private final Places.Place place;
    private final Duration settle;
    private final BooleanSupplier overtaken;

    Vigil(Engine engine, Places.Place place, Duration settle, BooleanSupplier overtaken) {
        this.engine = engine;
        this.place = place;
        this.settle = settle;
        this.overtaken = overtaken;
    }

    sealed interface Finding {
        /** It does well, by the word of its health check or because it kept running. */
        record Well(boolean checked) implements Finding {}

        /** It runs no longer; what is seen next says how it ended. */
        record Ended() implements Finding {}

        record Unfit(String problem) implements Finding {}

        /** Nothing was found out, because there is no need to any more. */
        record Overtaken() implements Finding {}
    }

    /** {@code since} is a moment by the engine's clock: only a check that began later counts. Null: every check does. */
    Finding watch(App app, @Nullable Instant since) {
        long began = System.nanoTime();
        // What made it unhealthy before may be what has just been changed: then it has time to recover.
        boolean sickBefore = since != null
                && app.health()
                        .filter(seen -> seen.status() == HealthSeen.Status.UNHEALTHY)
                        .isPresent();
        Duration glance = settle.dividedBy(6);
        if (glance.compareTo(SHORTEST_GLANCE) < 0) {
            glance = SHORTEST_GLANCE;
        } else if (glance.compareTo(LONGEST_GLANCE) > 0) {
            glance = LONGEST_GLANCE;
        }
        while (!overtaken.getAsBoolean()) {
            place.rest(glance);
            Optional<App> now = engine.app(app.id());
            if (now.isEmpty() || now.get().phase() != App.Phase.RUNNING) {
                return new Finding.Ended();
            }
            if (!now.get().startedAt().equals(app.startedAt())) {
                return new Finding.Unfit(engine.lastEnd(app.id())
                        .map(Endings::ofEarlierRun)
                        .orElse("the container does not keep running: the engine had to start it again"));
            }
            Duration watched = Duration.ofNanos(System.nanoTime() - began);
            Optional<Finding> finding = now.get().health().isEmpty()
                    ? settled(watched)
                    : judge(now.get().health().get(), since, watched, sickBefore);
            if (finding.isPresent()) {
                return finding.get();
            }
        }
        return new Finding.Overtaken();
    }

    private Optional<Finding> settled(Duration watched) {
        return watched.compareTo(settle) >= 0 ? Optional.of(new Finding.Well(false)) : Optional.empty();
    }

    private static Optional<Finding> judge(
            HealthSeen health, @Nullable Instant since, Duration watched, boolean sickBefore) {
        boolean late = watched.compareTo(health.patience()) > 0;
        return switch (health.status()) {
            case UNHEALTHY ->
                !sickBefore || late
                        ? Optional.of(new Finding.Unfit("the container is unhealthy" + lastCheck(health)))
                        : Optional.empty();
            case HEALTHY ->
                since == null || health.isWellSince(since)
                        ? Optional.of(new Finding.Well(true))
                        : late ? Optional.of(tooLate(health)) : Optional.empty();
            case STARTING -> late ? Optional.of(tooLate(health)) : Optional.empty();
        };
    }

    private static Finding tooLate(HealthSeen health) {
        return new Finding.Unfit(
                "the container was not healthy within " + health.patience().toSeconds() + " s" + lastCheck(health));
    }

    private static String lastCheck(HealthSeen health) {
        return health.last() == null
                ? ""
                : ": its last check ended with exit status " + health.last().exitStatus();
    }
}
