package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.EmptyEngine;
import io.sealbook.worker.place.HealthSeen;
import io.sealbook.worker.place.HealthSeen.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a container has proved itself, and when it has not. */
class VigilTest {
    private static final DeploymentId WEB = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final Places places = new Places(1);
    private final AtomicBoolean overtaken = new AtomicBoolean();

    private static App running(@Nullable HealthSeen health) {
        return running(health, "noon");
    }

    private static App running(@Nullable HealthSeen health, String startedAt) {
        return new App(
                "id",
                "web",
                WEB,
                1,
                App.Phase.RUNNING,
                startedAt,
                0,
                false,
                "",
                "",
                DeploymentSpec.Placement.MEMORY,
                null,
                List.of(),
                health);
    }

    private static HealthSeen health(Status status, Duration patience, Instant checked, int exitStatus) {
        return new HealthSeen(status, patience, new HealthSeen.Check(checked, exitStatus));
    }

    private Vigil vigil(App seen, Duration settle, Places.Place place) {
        return new Vigil(
                new EmptyEngine() {
                    @Override
                    public Optional<App> app(String container) {
                        return Optional.of(seen);
                    }

                    @Override
                    public Optional<Integer> lastEnd(String container) {
                        return Optional.of(42);
                    }
                },
                place,
                settle,
                overtaken::get);
    }

    private Vigil.Finding watch(App before, App seen, @Nullable Instant since) {
        try (Places.Place place = places.take().orElseThrow()) {
            return vigil(seen, SHORT, place).watch(before, since);
        }
    }

    private Vigil.Finding watch(HealthSeen seen, @Nullable Instant since) {
        return watch(running(null), running(seen), since);
    }

    @Test
    void withoutAHealthCheckAContainerKeepsRunning() {
        assertThat(watch(running(null), running(null), null)).isEqualTo(new Vigil.Finding.Well(false));
    }

    @Test
    void withAHealthCheckItIsHealthyOrItIsNot() {
        assertThat(watch(health(Status.HEALTHY, LONG, NOON, 0), null)).isEqualTo(new Vigil.Finding.Well(true));
        assertThat(watch(health(Status.UNHEALTHY, LONG, NOON, 7), null))
                .isEqualTo(
                        new Vigil.Finding.Unfit("the container is unhealthy: its last check ended with exit status 7"));
        assertThat(watch(health(Status.STARTING, SHORT, NOON, 7), null))
                .isInstanceOfSatisfying(
                        Vigil.Finding.Unfit.class,
                        late -> assertThat(late.problem()).contains("was not healthy within"));
    }

    @Test
    void oneThatTheEngineStartedAgainIsUnfitForTheReasonThatItEnded() {
        App again = running(null, "a little later");
        assertThat(watch(running(null), again, null))
                .isEqualTo(new Vigil.Finding.Unfit("the container does not keep running: the engine had to start it"
                        + " again after it ended with exit status 42"));
    }

    @Test
    void aCheckOfTheOldFilesSaysNothingAboutTheNewOnes() {
        HealthSeen before = health(Status.HEALTHY, SHORT, NOON.minusMillis(1), 0);
        assertThat(watch(before, NOON)).isInstanceOf(Vigil.Finding.Unfit.class);
        assertThat(watch(health(Status.HEALTHY, LONG, NOON, 1), null)).isEqualTo(new Vigil.Finding.Well(true));
        assertThat(watch(health(Status.HEALTHY, SHORT, NOON, 1), NOON))
                .as("the engine calls it healthy until enough checks have failed")
                .isInstanceOf(Vigil.Finding.Unfit.class);
        assertThat(watch(health(Status.HEALTHY, LONG, NOON, 0), NOON)).isEqualTo(new Vigil.Finding.Well(true));
    }

    @Test
    void whatWasUnhealthyBeforeHasUntilItsPatienceEnds() {
        App sick = running(health(Status.UNHEALTHY, SHORT, NOON, 1));
        long began = System.nanoTime();
        assertThat(watch(sick, sick, NOON)).isInstanceOf(Vigil.Finding.Unfit.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void watchingHoldsNoPlaceAndEndsWhenALaterOrderComes() throws Exception {
        try (Places.Place place = places.take().orElseThrow()) {
            FutureTask<Vigil.Finding> watching =
                    new FutureTask<>(() -> vigil(running(null), LONG, place).watch(running(null), null));
            Thread.startVirtualThread(watching);
            FutureTask<Boolean> working = new FutureTask<>(() -> {
                try (Places.Place _ = places.take().orElseThrow()) {
                    return true;
                }
            });
            Thread.startVirtualThread(working);
            assertThat(working.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watching.isDone()).isFalse();
            overtaken.set(true);
            assertThat(watching.get(30, TimeUnit.SECONDS)).isEqualTo(new Vigil.Finding.Overtaken());
        }
    }
}
