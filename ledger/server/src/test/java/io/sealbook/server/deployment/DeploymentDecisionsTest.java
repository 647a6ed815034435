package io.sealbook.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Report;
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
                        none -> DeploymentDecisions.request(none, spec, List.of(secret(Life.LIVE, 2)), ADA, NOW))
                .thenAppends(requested(1, Desired.RUNNING, spec, ADA, null, null));

        assertThat(wanted.generation()).isEqualTo(1);
        assertThat(wanted.owner()).isEqualTo(ADA);
    }

    @Test
    void whatIsNotThereCannotBeBound() {
        for (Secret missing : List.of(secret(Life.UNWRITTEN, 0), secret(Life.DELETED, 2))) {
            given().when(none -> DeploymentDecisions.request(
                            none, spec(OnRotation.RESTART, null), List.of(missing), ADA, NOW))
                    .thenRefuses(409, "secret-missing");
        }
        given().when(none -> DeploymentDecisions.request(
                        none, spec(OnRotation.RESTART, 3), List.of(secret(Life.LIVE, 2)), ADA, NOW))
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
        given().when(none -> DeploymentDecisions.told(none, report(1, Report.Outcome.PLACED), NOW))
                .thenRefuses(404, "not-found");
    }

    @Test
    void aReportOfThePresentGenerationIsBelievedOnce() {
        DeploymentEvent wanted = requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null);
        DeploymentEvent.Placed placed = new DeploymentEvent.Placed(WEB, 2, "c1", List.of(at(2)));
        given(wanted)
                .when(web -> DeploymentDecisions.told(web, report(2, Report.Outcome.PLACED), NOW))
                .thenAppends(placed);
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, report(2, Report.Outcome.PLACED), NOW))
                .thenChangesNothing();
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, report(2, Report.Outcome.FAILED), NOW))
                .thenAppends(new DeploymentEvent.Failed(WEB, 2, "no memory"));
        given(wanted, placed)
                .when(web -> DeploymentDecisions.told(web, report(2, Report.Outcome.STOPPED), NOW))
                .thenAppends(new DeploymentEvent.Stopped(WEB, 2));
    }

    @Test
    void aFailureWithoutAReasonSaysSo() {
        given(requested(1, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null))
                .when(web -> DeploymentDecisions.told(web, new Report(1, Report.Outcome.FAILED, null, null, null), NOW))
                .thenAppends(new DeploymentEvent.Failed(WEB, 1, "the worker gave no reason"));
    }

    @Test
    void aReportOfAnotherGenerationIsAConflict() {
        for (int other : new int[] {0, 1, 3}) {
            given(requested(2, Desired.RUNNING, spec(OnRotation.RESTART, null), ADA, null, null))
                    .when(web -> DeploymentDecisions.told(web, report(other, Report.Outcome.PLACED), NOW))
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

    private static DeploymentSpec spec(OnRotation onRotation, @Nullable Integer version) {
        return new DeploymentSpec(
                "web",
                new TargetName("here"),
                "sha256:0",
                List.of(),
                List.of(new Binding(DB, "db", version, null, null)),
                onRotation,
                null);
    }

    private static VersionedPath at(int version) {
        return new VersionedPath(DB, version);
    }

    private static Secret secret(Life life, int versions) {
        List<UUID> values =
                IntStream.rangeClosed(1, versions).mapToObj(v -> new UUID(0, v)).toList();
        return new Secret(DB, life, versions, Description.EMPTY, values, NOW, NOW);
    }

    private static Report report(int generation, Report.Outcome outcome) {
        return new Report(generation, outcome, "c1", "no memory", List.of(at(2)));
    }
}
