package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The worker's whole job, on a real engine, with a ledger over real HTTP. */
class DeliveryIT {
    private static Yard yard;
    private DeliveryWorker worker;
    private String name;

    @BeforeAll
    static void open() {
        yard = new Yard();
    }

    @AfterAll
    static void close() {
        yard.close();
    }

    @BeforeEach
    void startWorker(TestInfo test) {
        name = "it-" + yard.salt + "-" + test.getTestMethod().orElseThrow().getName();
        worker = yard.worker();
    }

    @AfterEach
    void stopWorker() {
        worker.close();
    }

    private static Map<String, byte[]> password(String value) {
        return Map.of("db_password", value.getBytes(UTF_8));
    }

    @Test
    void aContainerFindsItsSecretsAsFiles() throws Exception {
        byte[] large = new byte[128 * 1024];
        new Random(7).nextBytes(large);
        byte[] binary = new byte[] {0, (byte) 0xff, '\n', (byte) 0xfe, 0, '\r', '\n'};
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                        .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("db_password", "pa ss\"wo'rd $HOME \\ ğİ".getBytes(UTF_8));
        files.put("tls.key", pem.getBytes(UTF_8));
        files.put("keystore", binary);
        files.put("large", large);
        String longest = "n".repeat(128);
        files.put(longest, new byte[] {1});

        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                files,
                List.of(
                        new Orders.File("db_password", "0400", null),
                        new Orders.File("tls.key", "0440", 1234),
                        new Orders.File("keystore", "0444", null),
                        new Orders.File("large", "0400", 0),
                        new Orders.File(longest, "0400", null)),
                null);
        Report report = yard.placed(web);

        files.forEach((file, bytes) ->
                assertThat(Yard.read(name, "/run/secrets/" + file)).as(file).isEqualTo(bytes));
        assertThat(stat("db_password")).isEqualTo("400 0 0");
        assertThat(stat("tls.key")).isEqualTo("440 1234 0");
        assertThat(stat("keystore")).isEqualTo("444 0 0");
        assertThat(report.container()).isEqualTo(Yard.inspect(name, "{{.Id}}"));
        assertThat(report.versions())
                .extracting(version -> version.path().value() + "@" + version.version())
                .containsExactlyInAnyOrder(
                        "test/db_password@1", "test/tls.key@1", "test/keystore@1", "test/large@1", "test/long@1");
        assertThat(Cli.docker("exec", name, "env").text())
                .contains("DB_PASSWORD_FILE=/run/secrets/db_password")
                .contains("TLS_KEY_FILE=/run/secrets/tls.key");
        assertThat(Cli.docker("exec", name, "touch", "/run/secrets/new").status())
                .as("the secrets cannot be changed from inside")
                .isNotZero();
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(yard.directories(web)).hasSize(1);
    }

    private String stat(String file) {
        return Cli.docker("exec", name, "stat", "-L", "-c", "%a %u %g", "/run/secrets/" + file)
                .text()
                .strip();
    }

    @Test
    void aContainerStartsAgainWithoutWorkerAndLedger() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("survives"));
        yard.placed(web);
        worker.stop();

        assertThat(Cli.docker("restart", "-t", "2", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("survives".getBytes(UTF_8));
        assertThat(Cli.docker("kill", name).status()).isZero();
        assertThat(Cli.docker("start", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("survives".getBytes(UTF_8));
        assertThat(yard.ledger.reports(web)).hasSize(1);
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
    void aRotationReplacesTheContainerAndWipesTheOldMemory() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("old"));
        String first = yard.placed(web).container();
        List<String> memory = yard.directories(web);

        yard.ledger.rotate(web, "db_password", "new".getBytes(UTF_8));
        Report report = yard.placed(web);

        assertThat(report.container()).isNotEqualTo(first);
        assertThat(report.versions())
                .singleElement()
                .satisfies(one -> assertThat(one.version()).isEqualTo(2));
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(yard.directories(web)).hasSize(1).doesNotContainAnyElementsOf(memory);
    }

    @Test
    void aGenerationThatDoesNotRunGivesWayToTheOneBefore() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("good"));
        String first = yard.placed(web).container();

        yard.ledger.redeploy(web, List.of("sh", "-c", "exit 42"));
        Report report = yard.outcome(web);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("exit status 42").contains("generation 1 keeps running");
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(first + " true");
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("good".getBytes(UTF_8));
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
    void aContainerThatEndsAtOnceIsReportedAndCleanedUp() {
        DeploymentId web = yard.ledger.order(name, yard.image, List.of("no-such-command"), password("x"), null);
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("127").contains("the command is not in the image");
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.directories(web)).isEmpty();
    }

    @Test
    void aStopLeavesNothingBehind() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        yard.placed(web);
        yard.ledger.stop(web);
        assertThat(yard.outcome(web).outcome()).isEqualTo(Report.Outcome.STOPPED);
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.directories(web)).isEmpty();
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
    void theImagesOwnEntrypointUserAndBoundsAreKept() {
        String image = yard.image(
                "ENTRYPOINT [\"sh\", \"-c\", \"trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done\"]", "USER app");
        DeploymentId web = yard.ledger.order(
                name,
                image,
                List.of(),
                password("for app"),
                new Limits(64L << 20, 500, 32, null, null, Map.of("COLOUR", "blue")));
        yard.placed(web);
        assertThat(stat("db_password")).isEqualTo("400 4711 4712");
        assertThat(Cli.docker("exec", name, "cat", "/run/secrets/db_password").text())
                .isEqualTo("for app");
        assertThat(Cli.docker("exec", name, "env").text()).contains("COLOUR=blue");
        assertThat(Yard.inspect(
                        name,
                        "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}"
                                + " {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.NetworkMode}}"
                                + " {{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("67108864 67108864 500000000 32 [ALL] [no-new-privileges] default always");
    }

    @Test
    void aReadOnlyRootIsDeliveredToo() {
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                password("ro"),
                new Limits(null, null, null, true, "4711", Map.of()));
        yard.placed(web);
        assertThat(Yard.inspect(name, "{{.HostConfig.ReadonlyRootfs}}")).isEqualTo("true");
        assertThat(Cli.docker("exec", name, "cat", "/run/secrets/db_password").text())
                .isEqualTo("ro");
        assertThat(Cli.docker("exec", name, "touch", "/tmp/scratch").status()).isZero();
        assertThat(Cli.docker("exec", name, "touch", "/.sealbook/other").status())
                .isNotZero();
    }

    @Test
    void aContainerWhoseHostLostItsMemoryGetsItBack() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("back again"));
        String container = yard.placed(web).container();
        worker.stop();
        for (String directory : yard.directories(web)) {
            Cli.must(List.of("rm", "-rf", yard.memoryRoot.resolve(directory).toString()));
        }
        assertThat(Cli.docker("restart", "-t", "1", name).status()).isNotZero();
        assertThat(Yard.inspect(name, "{{.State.Running}}")).isEqualTo("false");

        worker = yard.worker();
        await().atMost(Yard.PATIENCE)
                .until(() -> Yard.inspect(name, "{{.Id}} {{.State.Running}}").equals(container + " true"));
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("back again".getBytes(UTF_8));
    }

    @Test
    void aContainerThatSomebodyRemovedIsMadeAgain() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("again"));
        String first = yard.placed(web).container();
        Cli.docker("rm", "-f", name);
        await().atMost(Yard.PATIENCE).until(() -> yard.ledger.reports(web).size() == 2);
        assertThat(yard.placed(web).container()).isNotEqualTo(first);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("again".getBytes(UTF_8));
        await().atMost(Yard.PATIENCE).until(() -> yard.directories(web).size() == 1);
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
    void aRefusedTokenIsAnOutcome() {
        yard.ledger.failNext("/v1/bootstrap-tokens/consume", 410);
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("refused the worker's token");
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.directories(web)).isEmpty();
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
