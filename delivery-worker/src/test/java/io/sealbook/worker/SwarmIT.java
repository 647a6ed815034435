package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import io.sealbook.worker.SwarmYard.Prober;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments as services of a real Swarm. */
class SwarmIT {
    private static final List<String> BREAKS = List.of("sh", "-c", "exit 3");

    // Healthy until the task before it has gone, and then no more.
    private static final List<String> FAILS_WHEN_ALONE =
            List.of("sh", "-c", "until [ -e /tmp/checked ]; do sleep 0.1; done; sleep 1.5; exit 3");

    private static SwarmYard swarm;
    private static int number;
    private DeliveryWorker worker;
    private String name;

    @BeforeAll
    static void open() {
        swarm = new SwarmYard();
    }

    @AfterAll
    static void close() {
        swarm.close();
    }

    @BeforeEach
    void startWorker() {
        name = "web" + ++number;
        worker = swarm.yard.worker();
    }

    @AfterEach
    void stopWorker() {
        worker.close();
        swarm.docker.run("service", "rm", name);
    }

    private static Map<String, byte[]> password(String value) {
        return Map.of("db_password", value.getBytes(UTF_8));
    }

    private DeploymentId twoThatServe(String secret) {
        Hosting hosting = new Hosting(List.of(swarm.overlay), null, SwarmYard.SERVING, null, 2);
        return swarm.order(name, SwarmYard.SERVES, password(secret), null, hosting);
    }

    private Report failed(DeploymentId deployment) {
        Report report = swarm.yard.outcome(deployment);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        return report;
    }

    @Test
    void everyTaskOfAServiceFindsItsSecretsAsFiles() {
        byte[] largest = new byte[511_999];
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("db_password", "pa ss\"wo'rd $HOME \\ ğİ".getBytes(UTF_8));
        files.put("tls.key", new byte[] {0, (byte) 0xff, '\n', '\r'});
        files.put("largest", largest);
        DeploymentId web = swarm.order(
                name,
                TestImage.LIVES,
                files,
                List.of(
                        new Orders.File("db_password", "0400", null),
                        new Orders.File("tls.key", "0440", 1234),
                        new Orders.File("largest", "0444", null)),
                new Limits(64L << 20, 500, 40, true, "4711", Map.of("MODE", "test")),
                new Hosting(null, null, null, null, 2));
        Report report = swarm.yard.placed(web);

        assertThat(report.container()).isEqualTo(swarm.service(name, "{{.ID}}"));
        assertThat(report.versions())
                .extracting(VersionedPath::version)
                .hasSize(3)
                .containsOnly(1);
        assertThat(swarm.yard.ledger.steps(web)).containsExactly(Step.STARTED);
        assertThat(swarm.secrets(web))
                .hasSize(3)
                .allSatisfy(secret -> assertThat(secret).matches("sealbook-" + web + "-g1-[0-2]"));
        List<String> containers = swarm.containers(name);
        assertThat(containers).hasSize(2);
        for (String container : containers) {
            files.forEach((file, bytes) -> assertThat(swarm.docker
                            .run("exec", "--user", owner(file), container, "cat", "/run/secrets/" + file)
                            .bytes())
                    .as(file)
                    .isEqualTo(bytes));
            assertThat(stat(container, "db_password")).isEqualTo("400 4711 0");
            assertThat(stat(container, "tls.key")).isEqualTo("440 1234 0");
            assertThat(swarm.docker.run("exec", container, "env").text())
                    .contains("DB_PASSWORD_FILE=/run/secrets/db_password")
                    .contains("TLS_KEY_FILE=/run/secrets/tls.key")
                    .contains("MODE=test")
                    .doesNotContain("SEALBOOK");
            assertThat(swarm.docker.inspect(
                            container,
                            "{{.HostConfig.CapDrop}} {{.HostConfig.PidsLimit}} {{.HostConfig.Memory}}"
                                    + " {{.HostConfig.NanoCpus}} {{.HostConfig.ReadonlyRootfs}} {{.Config.User}}"))
                    .isEqualTo("[ALL] 40 67108864 500000000 true 4711");
            assertThat(swarm.docker
                            .run("exec", container, "sh", "-c", "echo 1 > /tmp/a && ! touch /a")
                            .status())
                    .as("only /tmp can be written")
                    .isZero();
        }
    }

    private static String owner(String file) {
        return file.equals("tls.key") ? "1234" : "4711";
    }

    private static String stat(String container, String file) {
        return swarm.docker
                .run("exec", container, "stat", "-c", "%a %u %g", "/run/secrets/" + file)
                .text()
                .strip();
    }

    @Test
    void aRotationIsNotNoticedByWhoUsesTheService() {
        DeploymentId web = twoThatServe("one");
        swarm.yard.placed(web);
        try (Prober prober = swarm.prober(name)) {
            prober.hears("one");
            swarm.yard.ledger.rotate(web, "db_password", "two".getBytes(UTF_8));
            Report report = swarm.yard.placed(web);
            prober.hears("two");

            assertThat(prober.story()).containsExactly("one", "two");
            assertThat(report.versions()).extracting(VersionedPath::version).containsExactly(2);
        }
        assertThat(swarm.service(name, "{{.UpdateStatus.State}}")).isEqualTo("completed");
        assertThat(swarm.secrets(web)).containsExactly("sealbook-" + web + "-g2-0");
        assertThat(swarm.yard.ledger.steps(web))
                .containsExactly(Step.STARTED, Step.HEALTHY, Step.STARTED, Step.HEALTHY);
    }

    @Test
    void aVersionThatDoesNotRunGoesBackByItself() {
        DeploymentId web = twoThatServe("good");
        swarm.yard.placed(web);
        try (Prober prober = swarm.prober(name)) {
            prober.hears("good");
            swarm.yard.ledger.redeploy(web, BREAKS);
            Report report = failed(web);

            assertThat(report.problem())
                    .contains("the update failed")
                    .contains("non-zero exit (3)")
                    .contains("generation 1 keeps running");
            assertThat(prober.story()).containsExactly("good");
        }
        assertThat(swarm.yard.ledger.steps(web)).endsWith(Step.STARTED, Step.ROLLED_BACK);
        assertThat(swarm.service(name, "{{.UpdateStatus.State}}")).isEqualTo("rollback_completed");
        assertThat(swarm.secrets(web)).containsExactly("sealbook-" + web + "-g1-0");

        swarm.yard.ledger.redeploy(web, SwarmYard.SERVES);
        swarm.yard.placed(web);
        assertThat(swarm.secrets(web)).containsExactly("sealbook-" + web + "-g3-0");
    }

    @Test
    void aRollbackThatMissesASecretBecauseSomebodyRemovedItIsSaidAndMended() {
        worker.close();
        worker = swarm.yard.worker(watching(Duration.ofSeconds(3)));
        Health once =
                new Health(List.of("touch", "/tmp/checked"), Duration.ofSeconds(1), Duration.ofSeconds(2), null, 3);
        DeploymentId web =
                swarm.order(name, TestImage.LIVES, password("kept"), null, new Hosting(null, null, once, null, null));
        swarm.yard.placed(web);
        swarm.yard.ledger.redeploy(web, FAILS_WHEN_ALONE);
        await().atMost(Yard.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> swarm.service(name, "{{.UpdateStatus.State}}").equals("updating"));
        swarm.docker.must("secret", "rm", "sealbook-" + web + "-g1-0");

        // The Swarm calls its rollback paused, or completed although no task of it runs.
        assertThat(failed(web).problem())
                .contains("could not be brought back whole")
                .contains("redeploy");
        assertThat(swarm.service(name, "{{.UpdateStatus.State}}")).startsWith("rollback_");

        swarm.yard.ledger.redeploy(web, TestImage.LIVES);
        swarm.yard.placed(web);
        assertThat(swarm.secrets(web)).containsExactly("sealbook-" + web + "-g3-0");
    }

    private static WorkerProperties watching(Duration settle) {
        WorkerProperties usual = swarm.yard.properties();
        return new WorkerProperties(
                usual.url(),
                usual.keyFile(),
                usual.target(),
                usual.dockerHost(),
                usual.memoryRoot(),
                usual.placement(),
                usual.callback(),
                usual.pollInterval(),
                settle,
                usual.sweepAfter(),
                usual.atOnce(),
                usual.networks(),
                usual.pull());
    }

    @Test
    void aFirstVersionThatDoesNotRunIsRemoved() {
        DeploymentId web = swarm.order(name, BREAKS, password("unused"), null, null);
        // Whether its tasks were ever seen running depends on how fast they end.
        assertThat(failed(web).problem())
                .containsPattern("the service does not (run.*non-zero exit \\(3\\)|keep running: tasks of it ended)");
        assertThat(swarm.service(name, "{{.ID}}")).contains("no such service");
        assertThat(swarm.secrets(web)).isEmpty();
    }

    @Test
    void aStopRemovesTheServiceAndItsSecrets() {
        DeploymentId web = swarm.order(name, TestImage.LIVES, password("gone"), null, null);
        swarm.yard.placed(web);
        swarm.yard.ledger.stop(web);
        assertThat(swarm.yard.outcome(web).outcome()).isEqualTo(Report.Outcome.STOPPED);
        assertThat(swarm.service(name, "{{.ID}}")).contains("no such service");
        assertThat(swarm.containers(name)).isEmpty();
        assertThat(swarm.secrets(web)).isEmpty();
    }

    @Test
    void aServiceThatSomebodyRemovedIsMadeAgainWithTheSecretsThatAreKept() {
        DeploymentId web = swarm.order(name, TestImage.LIVES, password("again"), null, null);
        swarm.yard.placed(web);
        int tokens = swarm.yard.ledger.tokensIssued();
        swarm.docker.must("service", "rm", name);
        await().atMost(Yard.PATIENCE).until(() -> swarm.containers(name).size() == 1);
        assertThat(swarm.yard.ledger.tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void aServiceComesBackAfterAPowerCutWithoutWorkerAndLedger() {
        DeploymentId web = swarm.order(name, TestImage.LIVES, password("outlives"), null, null);
        swarm.yard.placed(web);
        worker.stop();
        swarm.yard.ledger.down(true);
        swarm.engine.restart(PrivateEngine.End.POWER_CUT);
        await().atMost(Yard.PATIENCE).until(() -> swarm.containers(name).size() == 1);
        assertThat(swarm.docker.read(swarm.containers(name).getFirst(), "/run/secrets/db_password"))
                .isEqualTo("outlives".getBytes(UTF_8));
        swarm.yard.ledger.down(false);
    }

    @Test
    void aServiceThatSealbookDidNotMakeIsNotTouched() {
        swarm.docker.must(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--name",
                name,
                swarm.yard.image,
                "sleep",
                "1000");
        String before = swarm.service(name, "{{.Version.Index}}");
        DeploymentId web = swarm.order(name, TestImage.LIVES, password("unused"), null, null);
        assertThat(failed(web).problem()).contains("Sealbook did not make").contains("not touched");
        assertThat(swarm.service(name, "{{.Version.Index}}")).isEqualTo(before);
        assertThat(swarm.secrets(web)).isEmpty();
    }

    @Test
    void whatASwarmCannotDoIsObjectedToBeforeASecretIsRead() {
        int tokens = swarm.yard.ledger.tokensIssued();
        String bridge = swarm.yard.network("bridge", name);
        worker.close();
        worker = swarm.yard.worker();
        Map<String, Hosting> impossible = Map.of(
                "at every address", new Hosting(null, List.of(new Port(80, 8080, null, null)), null, null, null),
                "not one of the Swarm", new Hosting(List.of(bridge), null, null, null, null),
                "not among those", new Hosting(List.of("elsewhere"), null, null, null, null));
        impossible.forEach((words, hosting) -> {
            DeploymentId web = swarm.order(name, TestImage.LIVES, password("unread"), null, hosting);
            assertThat(failed(web).problem()).contains(words);
        });
        DeploymentId named = swarm.order(
                name, TestImage.LIVES, password("unread"), new Limits(null, null, null, null, "app", Map.of()), null);
        assertThat(failed(named).problem()).contains("a Swarm gives files to numbers");
        assertThat(swarm.yard.ledger.tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void aValueThatASwarmSecretCannotHoldIsObjectedTo() {
        DeploymentId web = swarm.order(name, TestImage.LIVES, Map.of("large", new byte[512_000]), null, null);
        assertThat(failed(web).problem()).contains("1 to 511999 bytes");
        assertThat(swarm.secrets(web)).isEmpty();
    }

    @Test
    void anEngineThatManagesNoSwarmSaysWhatToDo() {
        try (Yard alone = new Yard();
                DeliveryWorker _ = alone.worker()) {
            DeploymentId web = alone.ledger.order(
                    new Orders.Order(
                            new DeploymentId(UUID.randomUUID().toString()),
                            1,
                            Desired.RUNNING,
                            name,
                            alone.image,
                            TestImage.LIVES,
                            List.of(new Orders.File("db_password", "0400", null)),
                            null,
                            DeploymentSpec.Placement.SWARM,
                            null,
                            null,
                            null),
                    password("unread"));
            Report report = alone.outcome(web);
            assertThat(report.problem()).contains("not a manager of a Swarm").contains("docker swarm init");
            assertThat(alone.ledger.tokensIssued()).isZero();
        }
    }

    @Test
    void onlySecretsThatSealbookLeftBehindAreSweptAway() {
        String orphan = "orphan-" + name;
        String foreign = "foreign-" + name;
        String lost = UUID.randomUUID().toString();
        secret(
                orphan,
                "io.sealbook.deployment=" + lost,
                "io.sealbook.generation=1",
                "io.sealbook.target=" + swarm.yard.target,
                "io.sealbook.role=secret",
                "io.sealbook.file=a",
                "io.sealbook.path=test/a",
                "io.sealbook.version=1");
        secret(foreign, "io.sealbook.deployment=" + lost);
        await().atMost(Yard.PATIENCE)
                .until(() -> swarm.docker.run("secret", "inspect", orphan).status() != 0);
        assertThat(swarm.docker.run("secret", "inspect", foreign).status()).isZero();
        swarm.docker.must("secret", "rm", foreign);
    }

    private static void secret(String secret, String... labels) {
        List<String> command = new ArrayList<>(List.of("secret", "create"));
        for (String label : labels) {
            command.addAll(List.of("--label", label));
        }
        command.addAll(List.of(secret, "/etc/hostname"));
        swarm.docker.must(command.toArray(String[]::new));
    }
}
