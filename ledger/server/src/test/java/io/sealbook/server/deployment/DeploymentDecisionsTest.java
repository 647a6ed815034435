package io.sealbook.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Story;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.secret.Secret.Life;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeploymentDecisionsTest {
    private static final DeploymentId WEB = new DeploymentId("01935000-0000-7000-8000-000000000001");
    private static final SecretPath DB = new SecretPath("prod/db");
    private static final AccountId ADA = new AccountId("ada");
    private static final AccountId BOB = new AccountId("bob");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @Test
    void aDeploymentOfLiveSecretsIsItsFirstGeneration() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        Deployment wanted = given().when(
                        none -> DeploymentDecisions.request(none, spec, List.of(secret(Life.LIVE, 2)), null, ADA, NOW))
                .thenAppends(requested(1, Desired.RUNNING, spec, ADA, null, null));

        assertThat(wanted.generation()).isEqualTo(1);
        assertThat(wanted.owner()).isEqualTo(ADA);
    }

    @Test
    void whatIsNotThereCannotBeBound() {
        for (Secret missing : List.of(secret(Life.UNWRITTEN, 0), secret(Life.DELETED, 2))) {
            given().when(none -> DeploymentDecisions.request(
                            none, spec(OnRotation.RESTART, null), List.of(missing), null, ADA, NOW))
                    .thenRefuses(409, "secret-missing");
        }
        given().when(none -> DeploymentDecisions.request(
                        none, spec(OnRotation.RESTART, 3), List.of(secret(Life.LIVE, 2)), null, ADA, NOW))
                .thenRefuses(409, "secret-missing");
    }

    @Test
    void whoeverRedeploysBecomesTheOwner() {
        DeploymentSpec spec = spec(OnRotation.MANUAL, null);
        given(requested(1, Desired.RUNNING, spec, ADA, null, null))
                .when(web -> DeploymentDecisions.redeploy(web, BOB, "again", NOW))
                .thenAppends(requested(2, Desired.RUNNING, spec, BOB, null, "again"));
    }

    @Test
    void aRotationRenewsWhatRestartsOnRotation() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        given(requested(1, Desired.RUNNING, spec, ADA, null, null))
                .when(web -> DeploymentDecisions.renew(web, at(2), NOW))
                .thenAppends(requested(2, Desired.RUNNING, spec, ADA, at(2), null));
    }

    @Test
    void aRotationLeavesEverythingElseAlone() {
        DeploymentEvent restarts = requested(1, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        unmoved(requested(1, Desired.RUNNING, spec(OnRotation.MANUAL, null), ADA, null, null));
        unmoved(requested(1, Desired.RUNNING, spec(OnRotation.RESTART, 1), ADA, null, null));
        unmoved(restarts, requested(2, Desired.STOPPED, spec(OnRotation.RESTART, null), ADA, null, null));
        unmoved();
        given(restarts)
                .when(web -> DeploymentDecisions.renew(web, new VersionedPath(new SecretPath("prod/other"), 2), NOW))
                .thenChangesNothing();
    }

    @Test
    void aRotationThatIsKnownAlreadyIsNoNews() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        unmoved(requested(4, Desired.RUNNING, spec, ADA, at(2), null));
        unmoved(requested(4, Desired.RUNNING, spec, ADA, at(3), null));
        unmoved(
                requested(4, Desired.RUNNING, spec, ADA, null, null),
                new DeploymentEvent.Placed(WEB, 4, "c1", List.of(at(2))));
    }

    @Test
    void anOlderPlacementIsRenewed() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        given(
                        requested(4, Desired.RUNNING, spec, ADA, at(1), null),
                        new DeploymentEvent.Placed(WEB, 4, "c1", List.of(at(1))))
                .when(web -> DeploymentDecisions.renew(web, at(2), NOW))
                .thenAppends(requested(5, Desired.RUNNING, spec, ADA, at(2), null));
    }

    @Test
    void aRefreshKeepsTheContainerThatWasPlaced() {
        DeploymentSpec spec = spec(OnRotation.REFRESH, null);
        DeploymentEvent wanted = requested(4, Desired.RUNNING, spec, ADA, null, null);
        DeploymentEvent first = refresh(5, spec, at(2), 4);
        DeploymentEvent second = refresh(6, spec, at(3), 4);
        given(wanted, placed(4, "c1", 1)).when(web -> renew(web, at(2))).thenAppends(first);
        given(wanted, placed(4, "c1", 1), first).when(web -> renew(web, at(2))).thenChangesNothing();
        given(wanted, placed(4, "c1", 1), first, placed(5, "c1", 2))
                .when(web -> renew(web, at(3)))
                .thenAppends(second);
        given(wanted, placed(4, "c1", 1), first, placed(5, "c1", 2))
                .when(web -> renew(web, at(2)))
                .thenChangesNothing();
    }

    @Test
    void aRefreshThatWasRolledBackIsTriedAgainWithTheNextValue() {
        DeploymentSpec spec = spec(OnRotation.REFRESH, null);
        given(
                        requested(4, Desired.RUNNING, spec, ADA, null, null),
                        placed(4, "c1", 1),
                        refresh(5, spec, at(2), 4),
                        progressed(5, "c1", Step.ROLLED_BACK),
                        failed(5))
                .when(web -> renew(web, at(3)))
                .thenAppends(refresh(6, spec, at(3), 4));
    }

    @Test
    void whatWasNeverPlacedCannotBeRefreshed() {
        DeploymentSpec spec = spec(OnRotation.REFRESH, null);
        DeploymentEvent wanted = requested(4, Desired.RUNNING, spec, ADA, null, null);
        DeploymentEvent anew = requested(5, Desired.RUNNING, spec, ADA, at(2), null);
        given(wanted).when(web -> renew(web, at(2))).thenAppends(anew);
        given(wanted, progressed(4, "c1", Step.STARTED))
                .when(web -> renew(web, at(2)))
                .thenAppends(anew);
        given(wanted, failed(4)).when(web -> renew(web, at(2))).thenAppends(anew);
        given(wanted, placed(4, "c1", 1), failed(4))
                .when(web -> renew(web, at(2)))
                .thenAppends(anew);
    }

    @Test
    void aRedeploymentKeepsNoContainer() {
        DeploymentSpec spec = spec(OnRotation.REFRESH, null);
        DeploymentEvent again = requested(6, Desired.RUNNING, spec, ADA, null, null);
        given(
                        requested(4, Desired.RUNNING, spec, ADA, null, null),
                        placed(4, "c1", 1),
                        refresh(5, spec, at(2), 4),
                        placed(5, "c1", 2))
                .when(web -> DeploymentDecisions.redeploy(web, ADA, null, NOW))
                .thenAppends(again);
        given(again, placed(6, "c2", 2)).when(web -> renew(web, at(3))).thenAppends(refresh(7, spec, at(3), 6));
    }

    @Test
    void eachSecretSaysWhatItsRotationMeans() {
        DeploymentSpec spec = binding(
                OnRotation.MANUAL,
                bound("prod/live", "live", OnRotation.REFRESH),
                bound("prod/start", "start", OnRotation.RESTART),
                bound("prod/both", "a", OnRotation.REFRESH),
                bound("prod/both", "b", OnRotation.RESTART),
                bound("prod/asked", "asked", null));
        DeploymentEvent[] running = {requested(1, Desired.RUNNING, spec, ADA, null, null), placed(1, "c1", 0)};
        VersionedPath live = new VersionedPath(new SecretPath("prod/live"), 2);
        given(running).when(web -> renew(web, live)).thenAppends(refresh(2, spec, live, 1));
        for (String path : List.of("prod/start", "prod/both")) {
            VersionedPath because = new VersionedPath(new SecretPath(path), 2);
            given(running)
                    .when(web -> renew(web, because))
                    .thenAppends(requested(2, Desired.RUNNING, spec, ADA, because, null));
        }
        given(running)
                .when(web -> renew(web, new VersionedPath(new SecretPath("prod/asked"), 2)))
                .thenChangesNothing();
    }

    @Test
    void aValueThatCameWithARefreshIsNoRestartYet() {
        DeploymentSpec spec = binding(
                OnRotation.RESTART, bound("prod/live", "live", OnRotation.REFRESH), bound("prod/start", "start", null));
        VersionedPath live = new VersionedPath(new SecretPath("prod/live"), 2);
        VersionedPath start = new VersionedPath(new SecretPath("prod/start"), 2);
        given(
                        requested(1, Desired.RUNNING, spec, ADA, null, null),
                        placed(1, "c1", 0),
                        refresh(2, spec, live, 1),
                        new DeploymentEvent.Placed(WEB, 2, "c1", List.of(live, start)))
                .when(web -> renew(web, start))
                .thenAppends(requested(3, Desired.RUNNING, spec, ADA, start, null));
    }

    @Test
    void theCredentialsOfTheImageMustBeThereToo() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        given().when(none -> DeploymentDecisions.request(
                        none, spec, List.of(secret(Life.LIVE, 2)), secret(Life.LIVE, 1), ADA, NOW))
                .thenAppends(requested(1, Desired.RUNNING, spec, ADA, null, null));
        assertThat(given().when(none -> DeploymentDecisions.request(
                                none, spec, List.of(secret(Life.LIVE, 2)), secret(Life.DELETED, 1), ADA, NOW))
                        .thenRefuses(409, "secret-missing")
                        .fields())
                .extracting(Problem.Field::pointer)
                .containsExactly("/imageCredentials");
    }

    @Test
    void aStopIsAGenerationOnceAndKeepsTheOwner() {
        DeploymentSpec spec = spec(OnRotation.RESTART, null);
        DeploymentEvent running = requested(1, Desired.RUNNING, spec, ADA, null, null);
        DeploymentEvent stopped = requested(2, Desired.STOPPED, spec, ADA, null, "done");
        given(running).when(web -> DeploymentDecisions.stop(web, "done", NOW)).thenAppends(stopped);
        given(running, stopped)
                .when(web -> DeploymentDecisions.stop(web, "done", NOW))
                .thenChangesNothing();
    }

    @Test
    void whatNobodyRequestedIsNotThere() {
        given().when(none -> DeploymentDecisions.stop(none, null, NOW)).thenRefuses(404, "not-found");
        given().when(none -> DeploymentDecisions.redeploy(none, ADA, null, NOW)).thenRefuses(404, "not-found");
        given().when(none -> DeploymentDecisions.told(none, placed(1, "c1", 2), NOW))
                .thenRefuses(404, "not-found");
    }

    @Test
    void aReportOfThePresentGenerationIsBelievedOnce() {
        DeploymentEvent wanted = requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        DeploymentEvent.Placed placed = placed(2, "c1", 2);
        given(wanted).when(web -> DeploymentDecisions.told(web, placed, NOW)).thenAppends(placed);
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, placed, NOW))
                .thenChangesNothing();
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, failed(2), NOW))
                .thenAppends(failed(2));
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, new DeploymentEvent.Stopped(WEB, 2), NOW))
                .thenAppends(new DeploymentEvent.Stopped(WEB, 2));
    }

    @Test
    void aStepOfEachContainerIsTakenDownOnce() {
        DeploymentEvent wanted = requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        DeploymentEvent started = progressed(2, "c1", Step.STARTED);
        DeploymentEvent other = progressed(2, "c2", Step.STARTED);
        DeploymentEvent healthy = progressed(2, "c1", Step.HEALTHY);
        given(wanted).when(web -> told(web, started)).thenAppends(started);
        given(wanted, started).when(web -> told(web, started)).thenChangesNothing();
        given(wanted, started).when(web -> told(web, other)).thenAppends(other);
        given(wanted, started, other).when(web -> told(web, started)).thenChangesNothing();
        given(wanted, started, other).when(web -> told(web, healthy)).thenAppends(healthy);
    }

    @Test
    void aStepAfterTheOutcomeIsNoNews() {
        DeploymentEvent wanted = requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        DeploymentEvent late = progressed(2, "c1", Step.HEALTHY);
        for (DeploymentEvent outcome : List.of(placed(2, "c1", 2), failed(2), new DeploymentEvent.Stopped(WEB, 2))) {
            given(wanted, outcome).when(web -> told(web, late)).thenChangesNothing();
        }
        given(requested(2, Desired.STOPPED, spec(OnRotation.RESTART, null), ADA, null, null))
                .when(web -> told(web, late))
                .thenChangesNothing();
    }

    @Test
    void theOutcomeFollowsTheSteps() {
        DeploymentEvent wanted = requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        DeploymentEvent back = progressed(2, "c1", Step.ROLLED_BACK);
        given(wanted, back).when(web -> told(web, failed(2))).thenAppends(failed(2));
    }

    @Test
    void whatIsNotBoundDoesNotRun() {
        DeploymentEvent foreign = new DeploymentEvent.Placed(
                WEB, 1, "c1", List.of(at(2), new VersionedPath(new SecretPath("prod/other"), 1)));
        given(requested(1, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null))
                .when(web -> told(web, foreign))
                .thenRefuses(400, "invalid-request");
    }

    @Test
    void aReportOfAnotherGenerationIsAConflict() {
        for (int other : new int[] {0, 1, 3}) {
            given(requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null))
                    .when(web -> DeploymentDecisions.told(web, placed(other, "c1", 2), NOW))
                    .thenRefuses(409, "other-generation");
        }
    }

    private static void unmoved(DeploymentEvent... events) {
        given(events).when(web -> DeploymentDecisions.renew(web, at(2), NOW)).thenChangesNothing();
    }

    private static Story<Deployment> given(DeploymentEvent... events) {
        Deployment deployment = Deployment.ENTITY.initial().apply(WEB);
        for (DeploymentEvent event : events) {
            deployment = deployment.after(event, NOW);
        }
        return Story.given(deployment);
    }

    private static DeploymentEvent requested(
            int generation,
            Desired desired,
            DeploymentSpec spec,
            AccountId owner,
            @Nullable VersionedPath because,
            @Nullable String reason) {
        return new DeploymentEvent.Requested(WEB, generation, desired, spec, owner, because, reason);
    }

    private static DeploymentEvent refresh(int generation, DeploymentSpec spec, VersionedPath because, int keeps) {
        return new DeploymentEvent.Requested(WEB, generation, Desired.RUNNING, spec, ADA, because, null, keeps, null);
    }

    private static DeploymentEvent.Placed placed(int generation, String container, int version) {
        return new DeploymentEvent.Placed(WEB, generation, container, version == 0 ? List.of() : List.of(at(version)));
    }

    private static DeploymentEvent failed(int generation) {
        return new DeploymentEvent.Failed(WEB, generation, "no memory");
    }

    private static DeploymentEvent progressed(int generation, String container, Step step) {
        return new DeploymentEvent.Progressed(WEB, generation, container, step);
    }

    private static Decision<Deployment> renew(Deployment web, VersionedPath because) {
        return DeploymentDecisions.renew(web, because, NOW);
    }

    private static Decision<Deployment> told(Deployment web, DeploymentEvent report) {
        return DeploymentDecisions.told(web, report, NOW);
    }

    private static DeploymentSpec spec(OnRotation onRotation, @Nullable Integer version) {
        return binding(onRotation, new Binding(DB, "db", version, null, null));
    }

    private static DeploymentSpec binding(OnRotation onRotation, Binding... bindings) {
        return new DeploymentSpec(
                "web", new TargetName("here"), "sha256:0", List.of(), List.of(bindings), onRotation, null);
    }

    private static Binding bound(String path, String file, @Nullable OnRotation onRotation) {
        return new Binding(new SecretPath(path), file, null, null, null, onRotation, null);
    }

    private static VersionedPath at(int version) {
        return new VersionedPath(DB, version);
    }

    private static Secret secret(Life life, int versions) {
        List<UUID> values =
                IntStream.rangeClosed(1, versions).mapToObj(v -> new UUID(0, v)).toList();
        return new Secret(DB, life, versions, Description.EMPTY, values, NOW, NOW);
    }
}
