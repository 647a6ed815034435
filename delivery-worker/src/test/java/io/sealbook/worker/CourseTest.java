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
import io.sealbook.worker.place.Contents;
import io.sealbook.worker.place.Held;
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
    private static final List<VersionedPath> VERSIONS = List.of(new VersionedPath(new SecretPath("prod/db"), 3));
    private static final Held HELD = new Held(contents(2), null);
    private static final Progress STARTED = Progress.NONE.afterStart();
    private static final Progress STEADY = STARTED.steady("noon");

    private static Orders.Order order(int generation, Desired desired) {
        return new Orders.Order(WEB, generation, desired, "web", "sha256:0", null, List.of(), null);
    }

    private static App app(int generation, String name, Phase phase) {
        return app(generation, name, phase, DeploymentSpec.Placement.MEMORY);
    }

    private static App app(int generation, String name, Phase phase, DeploymentSpec.Placement placement) {
        return new App(
                "id" + generation, name, WEB, generation, phase, "noon", 3, false, "", "", placement, null, List.of());
    }

    private static Contents contents(int generation) {
        return new Contents(generation, VERSIONS);
    }

    private static Sight sight(@Nullable Held held, App... apps) {
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
    void aContainerThatFetchesItsSecretsIsStartedOnlyByTheRunThatMadeIt() {
        App made = app(2, "web.g2", Phase.CREATED, DeploymentSpec.Placement.CLIENT);
        assertThat(running(sight(null, made), Progress.NONE.afterMaking())).isEqualTo(new Step.Start(made));
        assertThat(running(sight(null, made), Progress.NONE)).isEqualTo(new Step.Remove(made));
        App ended = app(2, "web", Phase.STOPPED, DeploymentSpec.Placement.CLIENT);
        assertThat(running(sight(null, ended), Progress.NONE)).isEqualTo(new Step.Start(ended));
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
        assertThat(running(sight(HELD, named), STEADY)).isEqualTo(new Step.Placed(named, VERSIONS));
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

    private static Step refreshing(Held held, App app, Progress progress) {
        Orders.Order order = new Orders.Order(
                WEB, 5, Desired.RUNNING, "web", "sha256:0", null, List.of(), null, null, null, 2, null);
        return Course.next(order, sight(held, app), progress);
    }

    @Test
    void aContainerThatMayStayGetsNewFilesBesideTheOldOnesAndThenTheyChangePlaces() {
        App kept = app(3, "web", Phase.RUNNING);
        assertThat(refreshing(new Held(contents(4), null), kept, Progress.NONE)).isEqualTo(new Step.Refresh(kept));
        assertThat(refreshing(new Held(contents(4), contents(3)), kept, Progress.NONE))
                .as("leavings of an older refresh are no use")
                .isEqualTo(new Step.Refresh(kept));
        assertThat(refreshing(new Held(contents(4), contents(5)), kept, Progress.NONE))
                .isEqualTo(new Step.Swap(kept));
        Held swapped = new Held(contents(5), contents(4));
        assertThat(refreshing(swapped, kept, Progress.NONE)).isEqualTo(new Step.Watch(kept));
        assertThat(refreshing(swapped, kept, Progress.NONE.steady("noon"))).isEqualTo(new Step.Discard(kept));
        assertThat(refreshing(new Held(contents(5), null), kept, Progress.NONE.steady("noon")))
                .isEqualTo(new Step.Placed(kept, VERSIONS));
    }

    @Test
    void aStoppedContainerIsRefreshedAndStarted() {
        App stopped = app(3, "web", Phase.STOPPED);
        Held swapped = new Held(contents(5), contents(4));
        assertThat(refreshing(new Held(contents(4), null), stopped, Progress.NONE))
                .isEqualTo(new Step.Refresh(stopped));
        assertThat(refreshing(swapped, stopped, Progress.NONE)).isEqualTo(new Step.Start(stopped));
        assertThat(refreshing(swapped, app(3, "web", Phase.RESTARTING), Progress.NONE))
                .isInstanceOf(Step.Retire.class);
        assertThat(refreshing(swapped, stopped, Progress.NONE.afterStart())).isInstanceOf(Step.GiveUp.class);
    }

    @Test
    void aRefreshThatDoesNotAgreeWithTheContainerIsTakenBack() {
        App kept = app(3, "web", Phase.RUNNING);
        Progress failed = Progress.NONE.afterSwap().givingUp("it is unhealthy");
        assertThat(refreshing(new Held(contents(5), contents(4)), kept, failed)).isEqualTo(new Step.Swap(kept));
        assertThat(refreshing(new Held(contents(4), contents(5)), kept, failed)).isEqualTo(new Step.Discard(kept));
        assertThat(refreshing(new Held(contents(4), null), kept, failed))
                .isEqualTo(new Step.Failed("it is unhealthy; the container has the files of generation 4"));
        App ended = app(3, "web", Phase.STOPPED);
        assertThat(refreshing(new Held(contents(4), null), ended, failed)).isEqualTo(new Step.Reinstate(ended));
        assertThat(refreshing(new Held(contents(4), null), ended, failed.afterReinstating()))
                .isInstanceOf(Step.Failed.class);
        assertThat(refreshing(new Held(contents(5), null), kept, failed))
                .isInstanceOfSatisfying(
                        Step.Failed.class, gone -> assertThat(gone.problem()).contains("keeps the new ones"));
    }

    @Test
    void aContainerThatSomebodyStoppedIsNotStartedByARefreshThatFailedBeforeItBegan() {
        App stopped = app(3, "web", Phase.STOPPED);
        assertThat(refreshing(new Held(contents(4), null), stopped, Progress.NONE.givingUp("no token")))
                .isInstanceOf(Step.Failed.class);
    }

    @Test
    void onlyAContainerOfTheRightGenerationsThatProvedItselfStays() {
        Held held = new Held(contents(4), null);
        for (App other : List.of(app(1, "web", Phase.RUNNING), app(3, "web.g3", Phase.RUNNING))) {
            assertThat(refreshing(held, other, Progress.NONE)).isEqualTo(new Step.Make());
        }
    }

    @Test
    void withoutItsMemoryAContainerCannotStay() {
        App kept = app(3, "web", Phase.RUNNING);
        Orders.Order order = new Orders.Order(
                WEB, 5, Desired.RUNNING, "web", "sha256:0", null, List.of(), null, null, null, 2, null);
        assertThat(Course.next(order, sight(null, kept), Progress.NONE)).isEqualTo(new Step.Make());
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
