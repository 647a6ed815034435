package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.ServiceStep.Wait;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import io.sealbook.worker.place.Service.Update;
import io.sealbook.worker.place.ServiceTask;
import io.sealbook.worker.place.ServiceTask.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way of an order through a Swarm, told step by step. Secrets of generation n are kept at the hour n. */
class ServiceCourseTest {
    private static final DeploymentId WEB = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");
    private static final DeploymentId OTHER = new DeploymentId("0198a4f0-0000-7000-8000-000000000002");
    private static final List<Orders.File> FILES =
            List.of(new Orders.File("db", "0400", null), new Orders.File("key", "0400", null));
    private static final List<Update> UPDATES = List.of(Update.values());
    private static final Rollout GIVING_UP = Rollout.NONE.givingUp("why");

    private static Orders.Order order(Desired desired) {
        return new Orders.Order(WEB, 2, desired, "web", "sha256:0", null, FILES, null);
    }

    private static Service service(int generation, Update update, int began) {
        return new Service("id", 7, "web", WEB, generation, 2, update, hour(began));
    }

    private static Instant hour(int hour) {
        return Instant.EPOCH.plusSeconds(3600L * hour);
    }

    private static KeptSecret secret(int generation, String file) {
        return new KeptSecret(
                file + generation,
                file + generation,
                WEB,
                generation,
                file,
                new VersionedPath(new SecretPath("prod/" + file), generation),
                hour(generation));
    }

    private static List<KeptSecret> secrets(int... generations) {
        List<KeptSecret> secrets = new ArrayList<>();
        for (int generation : generations) {
            secrets.addAll(List.of(secret(generation, "db"), secret(generation, "key")));
        }
        return secrets;
    }

    private static ServiceTask task(int number, int generation, Stage stage) {
        return new ServiceTask(
                "task" + number,
                generation,
                hour(number),
                stage == Stage.RUNNING || stage == Stage.COMING,
                stage,
                stage == Stage.FAILED ? "non-zero exit (3)" : "");
    }

    private static final List<ServiceTask> ALL_NEW = List.of(task(3, 2, Stage.RUNNING), task(4, 2, Stage.RUNNING));
    private static final List<ServiceTask> HALF_NEW = List.of(task(1, 1, Stage.RUNNING), task(3, 2, Stage.RUNNING));
    private static final List<ServiceTask> ALL_OLD = List.of(task(1, 1, Stage.RUNNING), task(2, 1, Stage.RUNNING));
    private static final Rollout STEADY = Rollout.NONE.steady(Set.of("task3", "task4"));

    private static ServiceSight sight(@Nullable Service service, List<KeptSecret> secrets, List<ServiceTask> tasks) {
        return new ServiceSight(service, service == null ? null : new Holder("id", WEB), secrets, tasks);
    }

    private static ServiceStep running(ServiceSight sight, Rollout progress) {
        return ServiceCourse.next(order(Desired.RUNNING), sight, progress);
    }

    private static ServiceStep stopped(ServiceSight sight) {
        return ServiceCourse.next(order(Desired.STOPPED), sight, Rollout.NONE);
    }

    @Test
    void secretsAreKeptWholeBeforeAServiceNamesThem() {
        assertThat(running(sight(null, List.of(), List.of()), Rollout.NONE)).isEqualTo(new ServiceStep.Keep());
        assertThat(running(sight(null, secrets(2), List.of()), Rollout.NONE))
                .isEqualTo(new ServiceStep.Create(secrets(2)));
        Service before = service(1, Update.COMPLETED, 1);
        assertThat(running(sight(before, secrets(1), ALL_OLD), Rollout.NONE)).isEqualTo(new ServiceStep.Keep());
        assertThat(running(sight(before, secrets(1, 2), ALL_OLD), Rollout.NONE))
                .isEqualTo(new ServiceStep.Update(before, secrets(2)));
    }

    @Test
    void halfOfADeliveryIsThrownAway() {
        assertThat(running(sight(null, List.of(secret(2, "db")), List.of()), Rollout.NONE))
                .isEqualTo(new ServiceStep.Forget(secret(2, "db")));
    }

    @Test
    void anAcceptedUpdateIsNotADoneOne() {
        // Accepted a moment ago: the Swarm has not even begun.
        assertThat(running(sight(service(2, Update.NONE, 0), secrets(1, 2), ALL_OLD), Rollout.NONE))
                .isEqualTo(new ServiceStep.Await(Wait.ROLLOUT));
        assertThat(running(sight(service(2, Update.UNDERWAY, 3), secrets(1, 2), HALF_NEW), Rollout.NONE))
                .isEqualTo(new ServiceStep.Await(Wait.ROLLOUT));
        // All tasks are new, but the last one is still being watched.
        assertThat(running(sight(service(2, Update.UNDERWAY, 3), secrets(1, 2), ALL_NEW), STEADY))
                .isEqualTo(new ServiceStep.Await(Wait.ROLLOUT));
    }

    @Test
    void earlierSecretsGoWhenTheNewTasksHaveProvedThemselves() {
        Service done = service(2, Update.COMPLETED, 3);
        assertThat(running(sight(done, secrets(1, 2), ALL_NEW), Rollout.NONE))
                .isEqualTo(new ServiceStep.Watch(done, Set.of("task3", "task4")));
        assertThat(running(sight(done, secrets(1, 2), ALL_NEW), STEADY))
                .isEqualTo(new ServiceStep.Forget(secret(1, "db")));
        assertThat(running(sight(done, secrets(2), ALL_NEW), STEADY))
                .isEqualTo(new ServiceStep.Placed(
                        done, secrets(2).stream().map(KeptSecret::version).toList()));
    }

    @Test
    void earlierSecretsAreNeverRemovedWhileTheSwarmMayGoBack() {
        Random random = new Random(11);
        for (int round = 0; round < 5000; round++) {
            Update update = UPDATES.get(random.nextInt(UPDATES.size()));
            List<ServiceTask> tasks = List.of(ALL_NEW, HALF_NEW, ALL_OLD).get(random.nextInt(3));
            Rollout progress = List.of(Rollout.NONE, STEADY, GIVING_UP, Rollout.NONE.waitedInVain(Wait.ROLLOUT))
                    .get(random.nextInt(4));
            Service service = service(1 + random.nextInt(2), update, random.nextInt(4));
            ServiceStep step = running(sight(service, secrets(1, 2), tasks), progress);
            if (step instanceof ServiceStep.Forget(KeptSecret secret) && secret.generation() == 1) {
                assertThat(service.generation()).as("seed 11, round %s", round).isEqualTo(2);
                assertThat(tasks).as("seed 11, round %s", round).isEqualTo(ALL_NEW);
                assertThat(update.moves()).as("seed 11, round %s", round).isFalse();
            }
        }
    }

    @Test
    void aRollbackIsKnownByWhenItsUpdateBegan() {
        // It began before the secrets of this generation were there, so it is about an earlier one.
        Service earlier = service(1, Update.ROLLED_BACK, 1);
        assertThat(running(sight(earlier, secrets(1, 2), ALL_OLD), Rollout.NONE))
                .isEqualTo(new ServiceStep.Update(earlier, secrets(2)));
        assertThat(running(sight(service(1, Update.ROLLING_BACK, 1), secrets(1), ALL_OLD), Rollout.NONE))
                .isEqualTo(new ServiceStep.Await(Wait.EARLIER_UPDATE));

        assertThat(running(sight(service(1, Update.ROLLING_BACK, 3), secrets(1, 2), HALF_NEW), Rollout.NONE))
                .isEqualTo(new ServiceStep.Await(Wait.ROLLBACK));
        List<ServiceTask> failed = List.of(task(1, 1, Stage.RUNNING), task(3, 2, Stage.FAILED));
        assertThat(running(sight(service(1, Update.ROLLED_BACK, 3), secrets(1, 2), failed), Rollout.NONE))
                .isEqualTo(new ServiceStep.GiveUp("the update failed (a task: non-zero exit (3))"));
    }

    @Test
    void aFailedUpdateLeavesWhatWasThereBefore() {
        Service back = service(1, Update.ROLLED_BACK, 3);
        assertThat(running(sight(back, secrets(1, 2), ALL_OLD), GIVING_UP)).isEqualTo(new ServiceStep.WentBack(back));
        assertThat(running(sight(back, secrets(1, 2), ALL_OLD), GIVING_UP.afterGoingBack()))
                .isEqualTo(new ServiceStep.Forget(secret(2, "db")));
        assertThat(running(sight(back, secrets(1), ALL_OLD), GIVING_UP.afterGoingBack()))
                .isEqualTo(new ServiceStep.Failed("why; generation 1 keeps running"));
    }

    @Test
    void aCompletedRollbackIsBelievedWhenTheEarlierTasksAreAtWork() {
        Service back = service(1, Update.ROLLED_BACK, 3);
        List<ServiceTask> coming = List.of(task(1, 1, Stage.RUNNING), task(5, 1, Stage.COMING));
        assertThat(running(sight(back, secrets(1, 2), coming), GIVING_UP))
                .isEqualTo(new ServiceStep.Await(Wait.ROLLBACK));
        List<ServiceTask> missing = List.of(task(1, 1, Stage.RUNNING), task(5, 1, Stage.FAILED));
        assertThat(running(sight(back, secrets(2), missing), GIVING_UP))
                .isEqualTo(new ServiceStep.Failed("why; generation 1 could not be brought back whole "
                        + "(a task: non-zero exit (3)); tasks that still run go on: redeploy"));
        List<ServiceTask> once = List.of(task(1, 1, Stage.RUNNING), task(2, 1, Stage.FAILED), task(5, 1, Stage.COMING));
        assertThat(running(sight(back, secrets(1, 2), once), GIVING_UP))
                .as("a task that failed before the update tells nothing")
                .isEqualTo(new ServiceStep.Await(Wait.ROLLBACK));
    }

    @Test
    void aRollbackThatFailedTouchesNothing() {
        Service stuck = service(1, Update.ROLLBACK_PAUSED, 3);
        assertThat(running(sight(stuck, secrets(1, 2), HALF_NEW), GIVING_UP))
                .isEqualTo(new ServiceStep.Failed("why; generation 1 could not be brought back whole; tasks that "
                        + "still run go on: redeploy"));
    }

    @Test
    void anUpdateThatComesToNoEndIsTakenBack() {
        Service slow = service(2, Update.UNDERWAY, 3);
        Rollout inVain = Rollout.NONE.waitedInVain(Wait.ROLLOUT);
        assertThat(running(sight(slow, secrets(1, 2), HALF_NEW), inVain))
                .isEqualTo(new ServiceStep.GiveUp("the service did not come up in time"));
        assertThat(running(sight(slow, secrets(1, 2), HALF_NEW), GIVING_UP)).isEqualTo(new ServiceStep.RollBack(slow));
        assertThat(running(sight(slow, secrets(1, 2), HALF_NEW), GIVING_UP.afterRollBack()))
                .isEqualTo(new ServiceStep.Failed("why; it could not be rolled back"));
    }

    @Test
    void aFirstServiceThatFailsIsRemovedWithItsSecrets() {
        Service first = service(2, Update.NONE, 0);
        List<ServiceTask> failing = List.of(task(3, 2, Stage.FAILED), task(4, 2, Stage.COMING));
        assertThat(running(sight(first, secrets(2), failing), Rollout.NONE))
                .isEqualTo(new ServiceStep.GiveUp("the service does not run (a task: non-zero exit (3))"));
        assertThat(running(sight(first, secrets(2), failing), GIVING_UP)).isEqualTo(new ServiceStep.Remove(first));
        assertThat(running(sight(null, secrets(2), failing), GIVING_UP))
                .isEqualTo(new ServiceStep.Forget(secret(2, "db")));
        assertThat(running(sight(null, List.of(), failing), GIVING_UP)).isEqualTo(new ServiceStep.Failed("why"));
    }

    @Test
    void aForeignNameIsRespected() {
        for (Holder holder : List.of(new Holder("x", null), new Holder("x", OTHER))) {
            assertThat(running(new ServiceSight(null, holder, List.of(), List.of()), Rollout.NONE))
                    .isInstanceOf(ServiceStep.GiveUp.class);
        }
    }

    @Test
    void aStopTakesTheServiceThenItsTasksThenTheSecrets() {
        Service there = service(1, Update.COMPLETED, 1);
        assertThat(stopped(sight(there, secrets(1), ALL_OLD))).isEqualTo(new ServiceStep.Remove(there));
        assertThat(stopped(sight(null, secrets(1), ALL_OLD))).isEqualTo(new ServiceStep.Await(Wait.END));
        assertThat(stopped(sight(null, secrets(1), List.of(task(1, 1, Stage.RETIRED)))))
                .isEqualTo(new ServiceStep.Forget(secret(1, "db")));
        assertThat(stopped(sight(null, List.of(), List.of()))).isEqualTo(new ServiceStep.Stopped());
    }

    @Test
    void aLaterGenerationIsLeftAlone() {
        assertThat(running(sight(service(3, Update.UNDERWAY, 3), secrets(3), ALL_OLD), Rollout.NONE))
                .isEqualTo(new ServiceStep.Overtaken());
    }
}
