package io.sealbook.projections.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import io.sealbook.store.LedgerUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StolenTokensTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final House house = new House();
    private final Progress progress = new Progress(house.pool);
    private final PositionLoop loop =
            new PositionLoop(new Deployments(), house.direct(), house.reader, house.signal, progress);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    record Asked(DeploymentId deployment, TokenId stolen, String key) {}

    @AfterEach
    void close() {
        loop.close();
        progress.close();
        house.close();
    }

    private StolenTokens watch() {
        return new StolenTokens(house.pool, progress, this::ask, loop::isActive);
    }

    private boolean ask(DeploymentId deployment, TokenId stolen, String key) {
        if (failures.getAndDecrement() > 0) {
            throw new LedgerUnavailableException("not now");
        }
        asked.add(new Asked(deployment, stolen, key));
        return true;
    }

    @Test
    void aTheftIsAskedAboutHoweverOftenItFailsAndAgainAfterARestartUntilItIsSettled() {
        DeploymentId web = Histories.deployment();
        TokenId token = Histories.token();
        house.append(requested(web, 1, OnTheft.QUARANTINE), Histories.issued(token, web, 1));
        failures.set(2);
        try (StolenTokens _ = watch()) {
            house.append(alarm(token, web));
            await().atMost(SOON).until(() -> !asked.isEmpty());
            applied(house.append(alarm(token, web)));
        }
        Asked question = new Asked(web, token, "theft-" + token);
        assertThat(asked).containsExactly(question);
        // As after a crash between the question and the answer: the same, which the ledger knows again.
        try (StolenTokens again = watch()) {
            await().atMost(SOON).until(() -> asked.size() == 2);
            applied(house.append(stopped(web, 2, token), alarm(token, web)));
            assertThat(again.open()).isEmpty();
        }
        assertThat(asked).containsExactly(question, question);
    }

    @Test
    void onlyThePolicyThatWantsAResponseGetsOne() {
        try (StolenTokens stolen = watch()) {
            for (OnTheft policy : new OnTheft[] {null, OnTheft.ALARM}) {
                DeploymentId web = Histories.deployment();
                TokenId token = Histories.token();
                applied(house.append(requested(web, 1, policy), Histories.issued(token, web, 1), alarm(token, web)));
                assertThat(stolen.open()).isEmpty();
            }
            DeploymentId web = Histories.deployment();
            TokenId token = Histories.token();
            applied(house.append(
                    requested(web, 1, OnTheft.REDEPLOY), Histories.issued(token, web, 1), alarm(token, web)));
            assertThat(stolen.open()).containsExactly(new StolenTokens.Theft(token, web));
        }
    }

    @Test
    void aRotationSettlesNoTheftButAPersonDoes() {
        DeploymentId web = Histories.deployment();
        TokenId token = Histories.token();
        try (StolenTokens stolen = watch()) {
            applied(house.append(
                    requested(web, 1, OnTheft.REDEPLOY),
                    Histories.issued(token, web, 1),
                    requested(web, 2, OnTheft.REDEPLOY, Histories.at("prod/db", 2)),
                    alarm(token, web)));
            assertThat(stolen.open()).hasSize(1);
            applied(house.append(requested(web, 3, OnTheft.REDEPLOY)));
            assertThat(stolen.open()).isEmpty();
            applied(house.append(alarm(token, web)));
            assertThat(stolen.open()).as("a token of before").isEmpty();
        }
    }

    private void applied(long position) {
        await().atMost(SOON).until(() -> progress.of(Deployments.NAME) > position);
    }

    private static AlarmRaised alarm(TokenId token, DeploymentId deployment) {
        return new AlarmRaised(AlarmRaised.Kind.TOKEN_REPLAYED, token, deployment, "presented a second time");
    }

    private static DeploymentEvent.Requested requested(DeploymentId id, int generation, @Nullable OnTheft policy) {
        return requested(id, generation, policy, null);
    }

    private static DeploymentEvent.Requested requested(
            DeploymentId id, int generation, @Nullable OnTheft policy, @Nullable VersionedPath because) {
        return new DeploymentEvent.Requested(
                id, generation, Desired.RUNNING, spec(policy), new AccountId("ada"), because, null);
    }

    private static DeploymentEvent.Requested stopped(DeploymentId id, int generation, TokenId stolen) {
        return new DeploymentEvent.Requested(
                id,
                generation,
                Desired.STOPPED,
                spec(OnTheft.QUARANTINE),
                new AccountId("ada"),
                null,
                "stolen",
                null,
                stolen);
    }

    private static DeploymentSpec spec(@Nullable OnTheft policy) {
        return new DeploymentSpec(
                "web",
                Histories.TARGET,
                "sha256:abc",
                List.of(),
                List.of(),
                OnRotation.RESTART,
                null,
                null,
                null,
                null,
                policy);
    }
}
