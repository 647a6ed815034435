package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The worker's whole job, on a real engine, with a ledger over real HTTP. */
class DeliveryIT extends YardStories {
    DeliveryIT() {
        super(DeploymentSpec.Placement.MEMORY);
    }

    @Test
    void twoOrdersAreMetSideBySide() {
        DeploymentId one = yard.ledger.order(name + "1", yard.image, password("one"));
        DeploymentId two = yard.ledger.order(name + "2", yard.image, password("two"));
        yard.placed(one);
        yard.placed(two);
        assertThat(Yard.read(name + "1", "/run/secrets/db_password")).isEqualTo("one".getBytes(UTF_8));
        assertThat(Yard.read(name + "2", "/run/secrets/db_password")).isEqualTo("two".getBytes(UTF_8));
    }

    @Test
    void thePlacementThatAnOrderNamesCountsAndNotTheOneThatTheWorkerPrefers() {
        DeploymentId one = order(DeploymentSpec.Placement.VOLUME, "1");
        DeploymentId two = order(DeploymentSpec.Placement.CLIENT, "2");
        yard.placed(one);
        yard.placed(two);
        assertThat(yard.volumes(one)).hasSize(1);
        assertThat(yard.directories(one)).isEmpty();
        assertThat(yard.volumes(two)).isEmpty();
        assertThat(yard.directories(two)).hasSize(1);
        assertThat(Yard.inspect(
                        name + "1", "{{index .Config.Labels \"io.sealbook.placement\"}} {{.Config.Entrypoint}}"))
                .isEqualTo("volume [/.sealbook/gate]");
        assertThat(Yard.inspect(
                        name + "2", "{{index .Config.Labels \"io.sealbook.placement\"}} {{.Config.Entrypoint}}"))
                .isEqualTo("client [/.sealbook/client]");
        for (String end : List.of("1", "2")) {
            assertThat(Yard.read(name + end, "/run/secrets/db_password")).isEqualTo(end.getBytes(UTF_8));
        }
    }

    private DeploymentId order(DeploymentSpec.Placement placement, String end) {
        return yard.ledger.order(placement, name + end, yard.image, TestImage.LIVES, password(end), null);
    }

    @Test
    void anOwnerThatNoArchiveCanNameIsObjectedToBeforeAnySecretIsRead() {
        int tokens = yard.ledger.tokensIssued();
        Limits far = new Limits(null, null, null, null, "3000000", Map.of());
        Report user = yard.outcome(yard.ledger.order(name + "1", yard.image, TestImage.LIVES, password("x"), far));
        DeploymentId second = yard.ledger.order(
                name + "2",
                yard.image,
                TestImage.LIVES,
                password("x"),
                List.of(new Orders.File("db_password", "0400", 3_000_000)),
                null);
        assertThat(List.of(user, yard.outcome(second))).allSatisfy(report -> {
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("2097151");
        });
        assertThat(yard.ledger.tokensIssued()).isEqualTo(tokens);
        assertThat(yard.containers(second)).isEmpty();
    }

    @Test
    void aForeignContainerIsNeverTouched() {
        String foreign = Cli.must(List.of("docker", "run", "-d", "--name", name, yard.image, "sleep", "600"))
                .strip();
        try {
            DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
            Report report = yard.outcome(web);
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("taken").contains("Sealbook did not make");
            assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(foreign + " true");
            assertThat(yard.ledger.reports(web)).hasSize(1);
        } finally {
            Cli.docker("rm", "-f", foreign);
        }
    }

    @Test
    void aMissingImageIsSaidBeforeAnySecretIsAskedFor() {
        int issued = yard.ledger.tokensIssued();
        DeploymentId web = yard.ledger.order(name, "sha256:" + "0".repeat(64), password("x"));
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("not on the engine");
        assertThat(yard.ledger.tokensIssued()).isEqualTo(issued);
    }

    @Test
    void anUnpinnedImageIsRefused() {
        DeploymentId web = yard.ledger.order(name, "busybox:latest", password("x"));
        assertThat(yard.outcome(web).problem()).contains("not pinned");
    }

    @Test
    void lostAnswersAndABusyLedgerOnlyDelay() {
        yard.ledger.failNext("/v1/orders", 503);
        yard.ledger.failNext("/v1/bootstrap-tokens/consume", 0, 503);
        yard.ledger.failNext("/reports", 500);
        DeploymentId web = yard.ledger.order(name, yard.image, password("patient"));
        yard.placed(web);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("patient".getBytes(UTF_8));
        assertThat(yard.ledger.reports(web)).hasSize(1);
    }

    @Test
    void theGateRefusesSecretsOnADisk() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        yard.placed(web);
        Cli.must(List.of("docker", "cp", name + ":/.sealbook/gate", yard.keyFile + ".gate"));
        Cli.Result onDisk = Cli.docker(
                "run",
                "--rm",
                "-v",
                yard.keyFile + ".gate:/gate:ro",
                "--tmpfs",
                "/ram",
                "-v",
                "/run/secrets",
                "--entrypoint",
                "/gate",
                yard.image,
                "true");
        Cli.run(List.of("rm", yard.keyFile + ".gate"));
        assertThat(onDisk.status()).isEqualTo(78);
        assertThat(onDisk.text()).contains("would not be in memory");
    }

    @Test
    void aGateThatSomebodyRemovedIsThereAgainForTheNext() {
        String gate = gateAfterAStop();
        Cli.must(List.of("docker", "volume", "rm", gate));

        yard.placed(yard.ledger.order(name + "2", yard.image, password("two")));
        assertThat(Yard.read(name + "2", "/run/secrets/db_password")).isEqualTo("two".getBytes(UTF_8));
        assertThat(yard.gates()).contains(gate);
    }

    @Test
    void theGateGoesWithTheWorkerUnlessAContainerHasIt() {
        String gate = gateAfterAStop();
        worker.stop();
        assertThat(yard.gates()).doesNotContain(gate);

        worker = yard.worker();
        yard.placed(yard.ledger.order(name + "2", yard.image, password("kept")));
        worker.stop();
        assertThat(Cli.docker("restart", "-t", "1", name + "2").status()).isZero();
        assertThat(Yard.read(name + "2", "/run/secrets/db_password")).isEqualTo("kept".getBytes(UTF_8));
    }

    /** The volume that the gate of a container came from, which is gone. */
    private String gateAfterAStop() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("one"));
        yard.placed(web);
        String gate =
                Yard.inspect(name, "{{range .Mounts}}{{if eq .Destination \"/.sealbook\"}}{{.Name}}{{end}}{{end}}");
        yard.ledger.stop(web);
        assertThat(yard.outcome(web).outcome()).isEqualTo(Report.Outcome.STOPPED);
        assertThat(yard.gates()).contains(gate);
        return gate;
    }

    @Test
    void whatADeadWorkerLeftIsSweptUp() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("kept"));
        yard.placed(web);
        DeploymentId gone = new DeploymentId("00000000-0000-7000-8000-000000000000");
        Cli.must(List.of("mkdir", yard.memoryRoot + "/" + gone + "_3_0123abcd"));
        Cli.must(List.of("mkdir", yard.memoryRoot + "/not-ours"));
        Cli.must(List.of(
                "docker",
                "create",
                "--label",
                "io.sealbook.role=tool",
                "--label",
                "io.sealbook.target=" + yard.target,
                "--name",
                "sealbook-tool-" + yard.salt,
                yard.image,
                "true"));
        await().atMost(Yard.PATIENCE)
                .until(() ->
                        yard.directories(gone).isEmpty() && !yard.ofTarget().contains("sealbook-tool-" + yard.salt));
        assertThat(yard.directories()).contains("not-ours");
        assertThat(yard.directories(web)).hasSize(1);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("kept".getBytes(UTF_8));
    }
}
