package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import io.sealbook.worker.place.Callback;
import java.net.URI;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Secrets that a keeper fetches for a container that knows of no ledger. */
class SidecarPlacementIT extends PlacementStories {
    private static final String HANDED = "/host/..handed/token";

    SidecarPlacementIT() {
        super(DeploymentSpec.Placement.SIDECAR);
    }

    @Override
    void loseMemory(DeploymentId deployment) {
        Cli.docker("kill", keeper(deployment), name);
        assertThat(Cli.docker("start", name).status()).isZero();
    }

    @Override
    List<Integer> knownVersions(int version) {
        return List.of(); // what the token opened is the ledger's own record
    }

    private String keeper(DeploymentId deployment) {
        return yard.keepers(deployment).getFirst();
    }

    /** What a process of the host shows of a container's first one. */
    private static String process(String container, String file) {
        return Cli.must(List.of("cat", "/proc/" + Yard.inspect(container, "{{.State.Pid}}") + "/" + file))
                .replace('\0', ' ')
                .strip();
    }

    /** Makes the ledger too busy to answer a token, so often. */
    private void keepWaiting(int requests) {
        yard.ledger.failNext(
                "/v1/bootstrap-tokens/consume",
                Collections.nCopies(requests, 503).toArray(Integer[]::new));
    }

    private String handedToken(DeploymentId deployment) {
        return await().atMost(Yard.PATIENCE)
                .until(
                        () -> yard.keepers(deployment).stream()
                                .map(keeper -> Cli.docker("cp", "-L", keeper + ":" + HANDED, "-")
                                        .text())
                                .filter(tar -> tar.contains("sbt_"))
                                .map(tar -> tar.substring(tar.indexOf("sbt_")).split("\0", 2)[0])
                                .findFirst()
                                .orElse(""),
                        token -> !token.isEmpty());
    }

    @Test
    void theKeeperBringsFilesOfAnySizeAndOwnerAndIsAMereKeeperThen() {
        byte[] large = new byte[128 * 1024];
        new Random(7).nextBytes(large);
        byte[] binary = {0, (byte) 0xff, '\n', ' ', '\r', '\n'};
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("db_password", "a b\n".getBytes(UTF_8));
        files.put("key", binary);
        files.put("large", large);
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                files,
                List.of(
                        new Orders.File("db_password", "0400", null),
                        new Orders.File("key", "0440", 1234),
                        new Orders.File("large", "0444", 0)),
                null);
        yard.placed(web);

        files.forEach((file, bytes) ->
                assertThat(Yard.read(name, "/run/secrets/" + file)).as(file).isEqualTo(bytes));
        assertThat(stat("db_password")).isEqualTo("400 0 0");
        assertThat(stat("key")).isEqualTo("440 1234 0");
        assertThat(stat("large")).isEqualTo("444 0 0");
        assertThat(Cli.docker("exec", name, "cat", "/proc/mounts").text())
                .containsPattern("tmpfs /run/secrets tmpfs ro,");
        assertThat(Cli.docker("exec", name, "ls", "-a", "/run/secrets").text())
                .doesNotContain(".key")
                .doesNotContain(".handed");
        assertThat(Yard.inspect(
                        keeper(web),
                        "{{.HostConfig.NetworkMode}} {{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}"
                                + " {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.ReadonlyRootfs}}"
                                + " {{.HostConfig.MemorySwap}}"))
                .isEqualTo("default [ALL] [CHOWN] always true 134217728");
        assertThat(process(keeper(web), "cmdline")).isEqualTo("/broom --keep /host");
        assertThat(yard.directories(web)).isEmpty();
    }

    @Test
    void anImageWithOneProgramAndNothingElseHasItsSecrets() {
        DeploymentId web = yard.ledger.order(
                name, yard.bareImage(), List.of("/busybox", "sleep", "3600"), password("for a scratch image"), null);
        yard.placed(web);
        assertThat(Cli.docker("exec", name, "/busybox", "cat", "/run/secrets/db_password")
                        .text())
                .isEqualTo("for a scratch image");
        assertThat(Cli.docker("exec", name, "/busybox", "ls", "/.sealbook").text())
                .isEqualTo("gate\n");
    }

    @Test
    void theContainerIsOnItsOwnNetworksAloneAndKnowsOfNoLedger() {
        String inside = yard.network("bridge", "inside", "--internal");
        worker.close();
        worker = yard.worker();
        DeploymentId web = yard.ledger.hosted(
                name, yard.image, TestImage.LIVES, password("x"), new Hosting(List.of(inside), null, null, null, null));
        yard.placed(web);
        assertThat(Yard.inspect(name, "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"))
                .isEqualTo(inside);
        assertThat(Yard.inspect(name, "{{json .Config}}"))
                .doesNotContain("SEALBOOK_URL")
                .doesNotContain("SEALBOOK_TOKEN_FILE");
    }

    @Test
    void theKeeperFindsTheLedgerByItsNameOnANetworkOfTheirOwn() {
        String network = yard.network("ledger");
        String relay = "it-" + yard.salt + "-relay";
        URI ledger = yard.callback.url();
        Cli.must(List.of(
                "docker",
                "run",
                "-d",
                "--name",
                relay,
                "--network",
                network,
                yard.image,
                "busybox",
                "nc",
                "-ll",
                "-p",
                "8420",
                "-e",
                "busybox",
                "nc",
                ledger.getHost(),
                Integer.toString(ledger.getPort())));
        try (DeliveryWorker other = yard.worker(
                yard.properties(new Callback(URI.create("http://" + relay + ":8420"), true, null, network)))) {
            worker.close();
            assertThat(other.isRunning()).isTrue();
            DeploymentId web = yard.ledger.order(name, yard.image, password("by name"));
            yard.placed(web);
            assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("by name".getBytes(UTF_8));
            assertThat(Yard.inspect(keeper(web), "{{.HostConfig.NetworkMode}}")).isEqualTo(network);
            assertThat(Yard.inspect(name, "{{.HostConfig.NetworkMode}}")).isEqualTo("default");
            assertThat(Cli.docker(
                                    "exec",
                                    name,
                                    "timeout",
                                    "10",
                                    "wget",
                                    "-q",
                                    "-O",
                                    "-",
                                    "http://" + relay + ":8420/v1")
                            .text())
                    .as("the container does not even find the ledger's name")
                    .contains("bad address");
            yard.ledger.stop(web);
            yard.outcome(web);
        } finally {
            Cli.docker("rm", "-f", relay);
        }
    }

    @Test
    void aLedgerThatTheKeeperCannotReachIsAnOutcome() {
        worker.close();
        try (DeliveryWorker other =
                yard.worker(yard.properties(new Callback(URI.create("https://127.0.0.1:1"), false, null, null)))) {
            assertThat(other.isRunning()).isTrue();
            DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
            Report report = yard.outcome(web);
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("the keeper got no secrets: the ledger did not answer in time");
            assertThat(yard.containers(web)).isEmpty();
            assertThat(yard.keepers(web)).isEmpty();
            assertThat(yard.traces(web)).isEmpty();
        }
    }

    @Test
    void aStolenTokenYieldsNothingThatItsThiefCanRead() throws Exception {
        keepWaiting(1000);
        DeploymentId web = yard.ledger.order(name, yard.image, password("hunter2 is not to be read"));
        String token = handedToken(web);

        String loot = yard.ledger.presented(token);
        yard.ledger.failNoMore();
        assertThat(loot).contains("\"sealed\"").doesNotContain(base64("hunter2 is not to be read"));
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("the ledger refused the token");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void tokenAndSecretAreNowhereButInMemory() {
        String secret = LeakHunt.word("sidecar");
        keepWaiting(1000);
        DeploymentId web = yard.ledger.order(name, yard.image, password(secret));
        assertThat(handedToken(web)).contains(LedgerDouble.TOKEN);
        String keeper = keeper(web);
        assertThat(process(keeper, "cmdline")).isEqualTo("/agent /broom --keep /host");
        nothingIn(places(keeper), secret);
        nothingIn(places(yard.containers(web).getFirst()), secret);

        yard.ledger.failNoMore();
        yard.placed(web);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo(secret.getBytes(UTF_8));
        nothingIn(places(keeper), secret);
        nothingIn(places(name), secret);
    }

    private static void nothingIn(Map<String, String> places, String secret) {
        places.forEach((place, text) -> assertThat(text)
                .as(place)
                .doesNotContain(LedgerDouble.TOKEN)
                .doesNotContain(secret)
                .doesNotContain(base64(secret)));
    }

    private static Map<String, String> places(String container) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("inspect", Cli.docker("inspect", container).text());
        places.put("logs", Cli.docker("logs", container).text());
        places.put("diff", Cli.docker("diff", container).text());
        places.put("export", Cli.docker("export", container).text());
        if (Yard.inspect(container, "{{.State.Running}}").equals("true")) {
            places.put("arguments", process(container, "cmdline"));
            places.put("environment", process(container, "environ"));
        }
        String image = Cli.must(List.of("docker", "commit", container)).strip();
        places.put("image", Cli.docker("image", "inspect", image).text());
        places.put("saved image", Cli.docker("save", image).text());
        Cli.docker("rmi", image);
        return places;
    }

    @Test
    void aKeeperThatIsGoneIsReplacedWhileTheContainerRuns() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("kept"));
        String container = yard.placed(web).container();
        int issued = yard.ledger.tokensIssued();
        Cli.must(List.of("docker", "rm", "-f", keeper(web)));
        await().atMost(Yard.PATIENCE)
                .until(() -> !yard.keepers(web).isEmpty()
                        && Yard.inspect(keeper(web), "{{.State.Running}}").equals("true"));
        assertThat(Cli.docker("restart", "-t", "1", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("kept".getBytes(UTF_8));
        assertThat(Yard.inspect(name, "{{.Id}}")).isEqualTo(container);
        assertThat(yard.ledger.tokensIssued()).isEqualTo(issued);
    }
}
