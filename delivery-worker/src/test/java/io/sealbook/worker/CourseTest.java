package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.App.Phase;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.Tool;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way of an order, told step by step: what is seen, and what comes next. */
class CourseTest {
    private static final DeploymentId WEB = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");
    private static final DeploymentId OTHER = new DeploymentId("0198a4f0-0000-7000-8000-000000000002");
    private static final List<VersionedPath> HELD = List.of(new VersionedPath(new SecretPath("prod/db"), 3));
    private static final Progress STARTED = Progress.NONE.afterStart();
    private static final Progress STEADY = STARTED.steady("noon");

    private static Orders.Order order(int generation, Desired desired) {
        return new Orders.Order(WEB, generation, desired, "web", "sha256:0", null, List.of(), null);
    }

    private static App app(int generation, String name, Phase phase) {
        return new App(
                "id" + generation,
                name,
                WEB,
                generation,
                phase,
                "noon",
                3,
                false,
                "",
                "",
                DeploymentSpec.Placement.MEMORY,
                null,
                List.of());
    }

    private static Sight sight(@Nullable List<VersionedPath> held, App... apps) {
        return new Sight(List.of(apps), List.of(), null, held);
    }

    private static Step running(Sight sight, Progress progress) {
        return Course.next(order(2, Desired.RUNNING), sight, progress);
    }

    @Test
    void nothingIsThereSoAContainerIsMade() {
        assertThat(running(sight(null), Progress.NONE)).isEqualTo(new Step.Make());
    }

    @Test
    void aContainerWithoutItsSecretsIsThrownAway() {
        App half = app(2, "web.g2", Phase.CREATED);
        assertThat(running(sight(null, half), Progress.NONE)).isEqualTo(new Step.Remove(half));
    }

    @Test
    void theOldOneRestsBeforeTheNewOneStarts() {
        App old = app(1, "web", Phase.RUNNING);
        App made = app(2, "web.g2", Phase.CREATED);
        assertThat(running(sight(HELD, old, made), Progress.NONE)).isEqualTo(new Step.Retire(old));
        App resting = app(1, "web", Phase.STOPPED);
        assertThat(running(sight(HELD, resting, made), Progress.NONE)).isEqualTo(new Step.Start(made));
    }

    @Test
    void aRunningContainerIsWatchedThenTheOldOneGoesThenTheNameIsHandedOver() {
        App old = app(1, "web", Phase.STOPPED);
        App made = app(2, "web.g2", Phase.RUNNING);
        assertThat(running(sight(HELD, old, made), STARTED)).isEqualTo(new Step.Watch(made));
        assertThat(running(sight(HELD, old, made), STEADY)).isEqualTo(new Step.Remove(old));
        assertThat(running(sight(HELD, made), STEADY)).isEqualTo(new Step.Rename(made));
        App named = app(2, "web", Phase.RUNNING);
        assertThat(running(sight(HELD, named), STEADY)).isEqualTo(new Step.Placed(named, HELD));
    }

    @Test
    void aWorkerThatDiedWatchesAgainBeforeItBelieves() {
        App named = app(2, "web", Phase.RUNNING);
        assertThat(running(sight(HELD, named), Progress.NONE)).isEqualTo(new Step.Watch(named));
        assertThat(running(sight(HELD, named), Progress.NONE.steady("earlier"))).isEqualTo(new Step.Watch(named));
    }

    @Test
    void aContainerThatEndedAtOnceGivesWayToTheOneBefore() {
        App old = app(1, "web", Phase.STOPPED);
        App ended = app(2, "web.g2", Phase.RESTARTING);
        Step step = running(sight(HELD, old, ended), STARTED);
        assertThat(step)
                .isInstanceOfSatisfying(
                        Step.GiveUp.class,
                        giveUp -> assertThat(giveUp.problem()).contains("exit status 3"));

        Progress givingUp = STARTED.givingUp("it ended");
        assertThat(running(sight(HELD, old, ended), givingUp)).isEqualTo(new Step.Remove(ended));
        assertThat(running(sight(null, old), givingUp)).isEqualTo(new Step.Reinstate(old));
        assertThat(running(sight(null, app(1, "web", Phase.RUNNING)), givingUp.afterReinstating()))
                .isEqualTo(new Step.Failed("it ended; generation 1 keeps running"));
        assertThat(running(sight(null, old), givingUp.afterReinstating()))
                .isEqualTo(new Step.Failed("it ended; generation 1 could not be started again"));
        assertThat(running(sight(null), givingUp)).isEqualTo(new Step.Failed("it ended"));
    }

    @Test
    void onlyAGenerationThatProvedItselfIsReinstated() {
        App never = app(1, "web.g1", Phase.STOPPED);
        assertThat(running(sight(null, never), Progress.NONE.givingUp("it ended")))
                .isEqualTo(new Step.Remove(never));
    }

    @Test
    void aNameThatIsTakenIsNeverTakenBack() {
        Sight foreign = new Sight(List.of(), List.of(), new Holder("x", null), null);
        assertThat(running(foreign, Progress.NONE))
                .isInstanceOfSatisfying(
                        Step.GiveUp.class,
                        giveUp -> assertThat(giveUp.problem()).contains("did not make"));
        Sight other = new Sight(List.of(), List.of(), new Holder("x", OTHER), null);
        assertThat(running(other, Progress.NONE))
                .isInstanceOfSatisfying(
                        Step.GiveUp.class,
                        giveUp -> assertThat(giveUp.problem()).contains(OTHER.value()));
        Sight own = new Sight(List.of(), List.of(), new Holder("x", WEB), null);
        assertThat(running(own, Progress.NONE)).isEqualTo(new Step.Make());
    }

    @Test
    void aStopRemovesEveryGenerationAndThenIsDone() {
        App old = app(1, "web", Phase.RUNNING);
        Orders.Order stop = order(2, Desired.STOPPED);
        assertThat(Course.next(stop, sight(null, old), Progress.NONE)).isEqualTo(new Step.Remove(old));
        assertThat(Course.next(stop, sight(null), Progress.NONE)).isEqualTo(new Step.Stopped());
    }

    @Test
    void anOrderFromThePastIsLeftAlone() {
        App later = app(3, "web", Phase.RUNNING);
        assertThat(running(sight(null, later), Progress.NONE)).isEqualTo(new Step.Overtaken());
        assertThat(Course.next(order(2, Desired.STOPPED), sight(null, later), Progress.NONE))
                .isEqualTo(new Step.Overtaken());
    }

    @Test
    void whatADeadWorkerWasUsingGoesFirst() {
        Tool tool = new Tool("t", "sealbook-tool-1", WEB, Instant.EPOCH);
        assertThat(running(new Sight(List.of(), List.of(tool), null, null), Progress.NONE))
                .isEqualTo(new Step.Tidy(tool));
    }

    @Test
    void onlyContainersThatRanAndCannotStartAreLost() {
        App running = app(1, "web", Phase.RUNNING);
        App stoppedByHand = app(1, "web", Phase.STOPPED);
        App lost = new App(
                "id",
                "web",
                WEB,
                1,
                Phase.STOPPED,
                "noon",
                128,
                false,
                "bind source path does not exist",
                "",
                DeploymentSpec.Placement.MEMORY,
                null,
                List.of());
        App neverStarted = new App(
                "id",
                "web",
                WEB,
                1,
                Phase.STOPPED,
                "0001-01-01T00:00:00Z",
                128,
                false,
                "no",
                "",
                DeploymentSpec.Placement.MEMORY,
                null,
                List.of());
        assertThat(Recovery.lost(List.of(running))).isEmpty();
        assertThat(Recovery.lost(List.of(stoppedByHand))).isEmpty();
        assertThat(Recovery.lost(List.of(neverStarted))).isEmpty();
        assertThat(Recovery.lost(List.of(lost))).containsExactly(lost);
        assertThat(Recovery.lost(List.of(lost, app(2, "web.g2", Phase.CREATED))))
                .isEmpty();
    }

    @Test
    void failuresWaitLongerAndLonger() {
        Backoff backoff = new Backoff(new Random(4));
        assertThat(backoff.next().toMillis()).isBetween(250L, 500L);
        for (int i = 0; i < 40; i++) {
            assertThat(backoff.next().toSeconds()).isBetween(0L, 60L);
        }
        assertThat(backoff.next().toSeconds()).isGreaterThanOrEqualTo(30);
        backoff.reset();
        assertThat(backoff.next().toMillis()).isLessThanOrEqualTo(500);
    }
}
