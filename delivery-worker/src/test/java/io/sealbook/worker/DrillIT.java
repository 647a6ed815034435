package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Report;
import io.sealbook.worker.PrivateEngine.End;
import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever breaks around a delivery, nothing leaks and the right container runs in the end, or none and it is said why.
 *
 * <p>Drilled elsewhere: the worker's death at every step ({@link KillIT}); restarts with neither worker nor ledger, and
 * the loss of all memory ({@link RestartIT}); starts that the engine refuses, volumes whose names are taken ({@link MeddlingIT}); containers that end at once ({@link PlacementStories}); images that are
 * missing, names that are taken, what dead workers left, secrets on a disk ({@link DeliveryIT}); used and unknown tokens
 * ({@link io.sealbook.worker.redeem.RedeemerTest}), stolen ones ({@link ClientPlacementIT}); names that lead out of a
 * directory ({@link io.sealbook.worker.place.LayoutTest}); updates of a Swarm that fail ({@link SwarmIT}).
 */
class DrillIT extends Drills {
    @ParameterizedTest
    @EnumSource(names = {"TERM", "KILL"})
    void theEngineEndsAndBeginsUnderAWorkerThatGoesOn(End end) {
        byte[] secret = hunt.secret();
        DeploymentId id = order(secret);
        yard.placed(id);
        engine.restart(end);
        runsWith(secret);

        byte[] next = hunt.secret();
        yard.ledger.rotate(id, "db_password", next);
        yard.placed(id);
        runsWith(next);
        assertThat(yard.ledger.reports(id)).hasSize(2);
    }

    @Test
    void theEngineIsKilledAndBeginsBeforeTheWorker() {
        byte[] secret = hunt.secret();
        DeploymentId id = order(secret);
        yard.placed(id);
        worker.close();
        byte[] next = hunt.secret();
        yard.ledger.rotate(id, "db_password", next);
        engine.restart(End.KILL);
        runsWith(secret);

        worker = yard.worker();
        yard.placed(id);
        runsWith(next);
    }

    @Test
    void theEngineIsKilledInTheMiddleOfADelivery() {
        byte[] secret = hunt.secret();
        DeploymentId id = order(secret);
        await().atMost(Yard.PATIENCE).until(() -> !yard.containers(id).isEmpty());
        engine.restart(End.KILL);
        yard.placed(id);
        runsWith(secret);
        await().atMost(Yard.PATIENCE).until(() -> yard.directories(id).size() == 1);
        assertThat(yard.containers(id)).containsExactly(name);
    }

    @Test
    void aContainerStartsWhileTheLedgerIsDown() {
        byte[] secret = hunt.secret();
        DeploymentId id = order(secret);
        yard.placed(id);
        yard.ledger.down(true);
        try {
            engine.docker().must("restart", "-t", "5", name);
            runsWith(secret);
        } finally {
            yard.ledger.down(false);
        }
        assertThat(yard.ledger.reports(id)).hasSize(1);
    }

    @Test
    void theWorkerDiesWhileTheSecretsAreOnTheirWay() {
        worker.close();
        byte[] secret = hunt.secret();
        DeploymentId id = order(secret);
        TornEngine torn = TornEngine.at(new DockerEngine(yard.properties().engine()), secret);
        worker = yard.worker(torn.engine());
        await().dontCatchUncaughtExceptions().atMost(Yard.PATIENCE).until(torn::isTorn);
        worker.close();
        assertThat(engine.docker().inspect(name + ".g1", "{{.State.Status}}")).isEqualTo("created");

        worker = yard.worker();
        yard.placed(id);
        runsWith(secret);
        await().atMost(Yard.PATIENCE).until(() -> yard.directories(id).size() == 1);
    }

    @Test
    void aFullDiskIsWaitedFor() {
        byte[] first = hunt.secret();
        order(first);
        String running = name;
        runsWith(first);
        name = running + "2";
        byte[] second = hunt.secret();
        engine.fillDisk(yard.image);
        try {
            DeploymentId id = order(second);
            await().atMost(Yard.PATIENCE).until(() -> engine.log().contains("no space left on device"));
            assertThat(engine.docker().inspect(running, "{{.State.Status}}")).isEqualTo("running");
            assertThat(yard.ledger.reports(id)).isEmpty();
            engine.freeDisk();
            yard.placed(id);
            runsWith(second);
        } finally {
            engine.freeDisk();
        }
    }

    @Test
    void aDiskThatStaysFullIsReported() {
        byte[] secret = hunt.secret();
        int tokens = yard.ledger.tokensIssued();
        // Without a first look at the memory it would wait for that one, however long the disk stays full.
        await().atMost(Yard.PATIENCE)
                .until(() -> worker.health().engineProblem().isEmpty());
        // What is removed later would make room again.
        await().atMost(Yard.PATIENCE).until(() -> yard.ofTarget().isEmpty());
        engine.fillDisk(yard.image);
        DeploymentId id;
        try {
            id = order(secret);
            Report report = yard.outcome(id);
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("no space left on device");
            assertThat(yard.ledger.tokensIssued())
                    .as("no secret was read for nothing")
                    .isEqualTo(tokens);
            assertThat(yard.containers(id)).isEmpty();
        } finally {
            engine.freeDisk();
        }
        yard.ledger.redeploy(id, TestImage.LIVES);
        yard.placed(id);
        runsWith(secret);
        await("empty directories to be swept")
                .atMost(Yard.PATIENCE)
                .until(() -> yard.directories(id).size() == 1);
    }

    @Test
    void fullMemoryIsReportedAndHoldsNoHalfASecret() {
        DeploymentId warm = order("x".getBytes(UTF_8));
        yard.placed(warm);
        yard.ledger.stop(warm);
        yard.outcome(warm);
        Path ballast = yard.memoryRoot.resolve("ballast");
        Cli.run(List.of("dd", "if=/dev/zero", "of=" + ballast, "bs=4k"));
        byte[] secret = hunt.secret();
        int tokens = yard.ledger.tokensIssued();
        DeploymentId id;
        try {
            id = order(secret);
            Report report = yard.outcome(id);
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("the memory on the engine's host, which is full");
            assertThat(yard.ledger.tokensIssued())
                    .as("the secrets were read once")
                    .isEqualTo(tokens + 1);
            nothingIsLeftOf(id);
        } finally {
            Cli.must(List.of("rm", "-f", ballast.toString()));
        }
        yard.ledger.redeploy(id, TestImage.LIVES);
        yard.placed(id);
        runsWith(secret);
    }

    @Test
    void aVolumeInUseStaysAndRemovingOneThatIsGoneIsNoFault() {
        String volume = engine.docker().must("volume", "create").strip();
        String container = engine.docker()
                .must("create", "--volume", volume + ":/used", yard.image, "true")
                .strip();
        try (Engine ours = new DockerEngine(yard.properties().engine())) {
            assertThat(ours.removeVolume(volume)).isFalse();
            ours.remove(container);
            assertThat(ours.removeVolume(volume)).isTrue();
            assertThat(ours.removeVolume(volume)).isTrue();
        }
    }

    @Test
    void startingWhatRunsAndStoppingWhatIsGoneIsNoFault() {
        try (Engine ours = new DockerEngine(yard.properties().engine())) {
            String id =
                    engine.docker().must("create", yard.image, "sleep", "600").strip();
            assertThat(ours.start(id)).isEmpty();
            assertThat(ours.start(id)).isEmpty();
            ours.remove(id);
            ours.remove(id);
            ours.stop(id);
            ours.retire(id);
            assertThat(ours.app(id)).isEmpty();
        }
    }

    @Test
    void whatHappenedWhileTheLineToTheEngineWasCutIsSeenAfterwards() {
        worker.close();
        try (SocketRelay line = new SocketRelay(yard.properties().engine())) {
            worker = yard.worker(yard.properties(yard.keyFile, line.uri(), Duration.ofHours(1)));
            byte[] secret = hunt.secret();
            DeploymentId id = order(secret);
            String first = yard.placed(id).container();
            line.cut();
            engine.docker().must("rm", "-f", name);
            line.mend();
            await().atMost(Yard.PATIENCE).until(() -> yard.ledger.reports(id).size() == 2);
            assertThat(yard.placed(id).container()).isNotEqualTo(first);
            runsWith(secret);
        }
    }

    @Test
    void aGateThatTheEngineLostIsMadeAgain() {
        byte[] secret = hunt.secret();
        yard.placed(order(secret));
        int tokens = yard.ledger.tokensIssued();
        Path gate = Path.of(engine.docker().source(name, "/.sealbook"), "..").normalize();
        engine.end(End.TERM);
        Cli.must(List.of("rm", "-r", gate.toString()));
        engine.begin();
        runsWith(secret);
        assertThat(yard.ledger.tokensIssued()).as("the secrets were not lost").isEqualTo(tokens);
    }

    @Test
    void twoWorkersThatSeeTheSameLossMendItOnce() {
        byte[] secret = hunt.secret();
        try (DeliveryWorker _ = yard.secondWorker()) {
            DeploymentId id = order(secret);
            yard.placed(id);
            int tokens = yard.ledger.tokensIssued();
            for (int round = 1; round <= 3; round++) {
                yard.loseDirectories(id, name);
                runsWith(secret);
                assertThat(yard.directories(id)).hasSize(1);
            }
            assertThat(yard.ledger.tokensIssued()).isEqualTo(tokens + 3);
        }
    }

    @Test
    void twoWorkersOnOneTargetShareTheWork() {
        byte[] secret = hunt.secret();
        try (DeliveryWorker _ = yard.secondWorker()) {
            List<DeploymentId> ids = IntStream.range(0, 4)
                    .mapToObj(i -> yard.ledger.order(name + i, yard.image, Map.of("db_password", secret)))
                    .toList();
            ids.forEach(yard::placed);
            for (int i = 0; i < ids.size(); i++) {
                assertThat(yard.containers(ids.get(i))).containsExactly(name + i);
                assertThat(yard.ledger.reports(ids.get(i))).hasSize(1);
                assertThat(engine.docker().read(name + i, "/run/secrets/db_password"))
                        .isEqualTo(secret);
            }
        }
    }
}
