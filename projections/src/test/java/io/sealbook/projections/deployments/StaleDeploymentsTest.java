package io.sealbook.projections.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Reason;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import io.sealbook.store.LedgerUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StaleDeploymentsTest {
    private final House house = new House();
    private final Progress progress = new Progress(house.pool);
    private final PositionLoop loop =
            new PositionLoop(new Deployments(), house.direct(), house.reader, house.signal, progress);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    record Asked(DeploymentId deployment, Reason reason, String key) {}

    @AfterEach
    void close() {
        loop.close();
        progress.close();
        house.close();
    }

    private StaleDeployments watch() {
        return new StaleDeployments(house.pool, progress, this::ask, loop::isActive);
    }

    private boolean ask(DeploymentId deployment, Reason reason, String key) {
        int left = failures.getAndDecrement();
        if (left > 1) {
            throw new LedgerUnavailableException("not now");
        }
        if (left == 1) {
            throw new IllegalStateException("nobody foresaw this");
        }
        asked.add(new Asked(deployment, reason, key));
        return true;
    }

    private DeploymentId running(String path, DeploymentSpec.OnRotation onRotation) {
        DeploymentId id = Histories.deployment();
        house.append(Histories.requested(id, 1, DeploymentEvent.Desired.RUNNING, onRotation, null, path));
        house.append(Histories.placed(id, 1, Histories.at(path, 1)));
        return id;
    }

    @Test
    void aRotationAsksForANewGenerationOnce() {
        house.append(Histories.written("prod/db", 1), Histories.written("prod/other", 1));
        DeploymentId restart = running("prod/db", DeploymentSpec.OnRotation.RESTART);
        running("prod/db", DeploymentSpec.OnRotation.MANUAL);
        running("prod/other", DeploymentSpec.OnRotation.RESTART);
        failures.set(2);
        try (StaleDeployments _ = watch()) {
            house.append(Histories.rotated("prod/db", 2));
            await().atMost(Duration.ofSeconds(20)).until(() -> !asked.isEmpty());
            long position = house.append(Histories.read("prod/db", 2));
            await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Deployments.NAME) > position);
        }
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.deployment()).isEqualTo(restart);
            assertThat(request.reason().because()).isEqualTo(Histories.at("prod/db", 2));
            assertThat(request.key()).startsWith("stale-");
        });
        // After a restart the same question has the same key, so the ledger knows it again.
        try (StaleDeployments again = watch()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 2);
            assertThat(asked.get(1).key()).isEqualTo(asked.get(0).key());
            long placed = house.append(
                    Histories.requested(restart, 2, "prod/db"),
                    Histories.placed(restart, 2, Histories.at("prod/db", 2)));
            await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Deployments.NAME) > placed);
            assertThat(again.stale()).isEmpty();
        }
    }

    @Test
    void eachSecretSaysWhatItsRotationMeansAndARestartDecides() {
        DeploymentId id = Histories.deployment();
        house.append(Histories.written("per/live", 1), Histories.written("per/start", 1));
        house.append(Histories.written("per/asked", 1));
        house.append(
                Histories.bound(
                        id,
                        1,
                        null,
                        Histories.binding("per/live", OnRotation.REFRESH),
                        Histories.binding("per/asked", null),
                        Histories.binding("per/start", OnRotation.RESTART)),
                Histories.placed(id, 1));
        try (StaleDeployments stale = watch()) {
            shown(house.append(Histories.rotated("per/asked", 2)));
            assertThat(stale.stale()).isEmpty();
            house.append(Histories.rotated("per/live", 2));
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 1);
            house.append(Histories.rotated("per/start", 2));
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 2);
        }
        assertThat(asked)
                .extracting(request -> request.reason().because())
                .containsExactly(Histories.at("per/live", 2), Histories.at("per/start", 2));
    }

    @Test
    void aRestartIsDueForWhatCameWithARefresh() {
        DeploymentId id = Histories.deployment();
        DeploymentSpec.Binding live = Histories.binding("with/live", OnRotation.REFRESH);
        DeploymentSpec.Binding start = Histories.binding("with/start", OnRotation.RESTART);
        house.append(Histories.written("with/live", 1), Histories.written("with/start", 1));
        house.append(Histories.bound(id, 1, null, live, start), Histories.placed(id, 1));
        house.append(Histories.rotated("with/live", 2), Histories.bound(id, 2, 1, live, start));
        house.append(Histories.rotated("with/start", 2));
        VersionedPath[] delivered = {Histories.at("with/live", 2), Histories.at("with/start", 2)};
        shown(house.append(Histories.placed(id, 2, delivered)));
        try (StaleDeployments stale = watch()) {
            assertThat(stale.stale())
                    .singleElement()
                    .satisfies(due -> assertThat(due.newer()).containsExactly(Histories.at("with/start", 2)));
            shown(house.append(Histories.bound(id, 3, null, live, start), Histories.placed(id, 3, delivered)));
            assertThat(stale.stale()).isEmpty();
        }
    }

    @Test
    void aRefreshThatWasRolledBackWaitsForTheNextValue() {
        DeploymentId id = Histories.deployment();
        DeploymentSpec.Binding live = Histories.binding("back/live", OnRotation.REFRESH);
        house.append(Histories.written("back/live", 1));
        house.append(Histories.bound(id, 1, null, live), Histories.placed(id, 1));
        house.append(Histories.rotated("back/live", 2), Histories.bound(id, 2, 1, live));
        shown(house.append(new DeploymentEvent.Failed(id, 2, "not well with it")));
        try (StaleDeployments stale = watch()) {
            assertThat(stale.stale()).isEmpty();
            house.append(Histories.rotated("back/live", 3));
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 1);
        }
    }

    private void shown(long position) {
        await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Deployments.NAME) > position);
    }

    @Test
    void aFailedGenerationIsTriedAgainOnlyWithANewerVersion() {
        house.append(Histories.written("prod/db", 1));
        DeploymentId id = Histories.deployment();
        long failed =
                house.append(Histories.requested(id, 1, "prod/db"), new DeploymentEvent.Failed(id, 1, "bad value"));
        try (StaleDeployments stale = watch()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Deployments.NAME) > failed);
            assertThat(stale.stale()).isEmpty();
            house.append(Histories.written("prod/db", 2));
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 1);
        }
    }

    @Test
    void aDeploymentWhoseSecretIsGoneIsLeftAlone() {
        house.append(Histories.written("prod/db", 1));
        running("prod/db", DeploymentSpec.OnRotation.RESTART);
        long deleted = house.append(
                Histories.rotated("prod/db", 2), new SecretEvent.Deleted(Histories.path("prod/db"), 2, 3, null));
        try (StaleDeployments stale = watch()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Deployments.NAME) > deleted);
            assertThat(stale.stale()).isEmpty();
            house.append(new SecretEvent.Restored(Histories.path("prod/db"), 2, 4, null));
            await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() == 1);
        }
    }
}
