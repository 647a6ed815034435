package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.DeploymentSpec.Restart;
import io.sealbook.api.http.Report;
import io.sealbook.worker.place.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** How the engine hosts a container: networks, ports, restarts and the health check that its order asks for. */
class HostingIT {
    private static final Map<String, byte[]> FILES = Map.of("db_password", "hosted".getBytes(UTF_8));

    private static Yard yard;
    private static String front;
    private static String back;
    private static DeliveryWorker worker;
    private String name;

    @BeforeAll
    static void open() {
        yard = new Yard();
        front = yard.network("front");
        back = yard.network("back");
        worker = yard.worker();
    }

    @AfterAll
    static void close() {
        worker.close();
        yard.close();
    }

    @BeforeEach
    void nameIt(TestInfo test) {
        name = "it-" + yard.salt + "-" + test.getTestMethod().orElseThrow().getName();
    }

    private static Hosting hosting(
            @Nullable List<String> networks, @Nullable List<Port> ports, @Nullable Health health) {
        return new Hosting(networks, ports, health, null, null);
    }

    private DeploymentId order(Hosting hosting) {
        return yard.ledger.hosted(name, yard.image, TestImage.LIVES, FILES, hosting);
    }

    @Test
    void aContainerJoinsTheNetworksOfItsOrder() {
        yard.placed(order(hosting(List.of(front, back), null, null)));
        assertThat(Yard.inspect(name, "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"))
                .isEqualTo(back + " " + front);
        assertThat(Yard.inspect(name, "{{.HostConfig.NetworkMode}}")).isEqualTo(front);
        assertThat(Cli.docker("exec", name, "cat", "/proc/net/dev").text()).contains("eth0", "eth1");
    }

    @Test
    void aNetworkThatIsNotAllowedOrNotThereIsObjectedToBeforeAnySecretIsRead() {
        int tokens = yard.ledger.tokensIssued();
        String missing = yard.network("missing");
        Cli.must(List.of("docker", "network", "rm", missing));
        List<String> problems;
        try (DeliveryWorker _ = yard.worker()) { // knows the missing one; both workers say the same of the others
            problems = List.of("host", "none", "container:" + yard.salt, "default", "elsewhere", missing).stream()
                    .map(network -> yard.ledger.hosted(
                            name + problemsSafe(network),
                            yard.image,
                            TestImage.LIVES,
                            FILES,
                            hosting(List.of(network), null, null)))
                    .map(id -> String.valueOf(yard.outcome(id).problem()))
                    .toList();
        }
        assertThat(problems.subList(0, 5)).allMatch(problem -> problem.contains("not among those"));
        assertThat(problems.getLast()).contains(missing);
        assertThat(yard.ledger.tokensIssued()).isEqualTo(tokens);
    }

    private static String problemsSafe(String network) {
        return network.replaceAll("[^a-z]", "");
    }

    @Test
    void theHostsOwnNetworkCannotEvenBeAllowed() {
        assertThatThrownBy(() -> new Networks(List.of("front", "host"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Networks(List.of("container:x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPortIsPublishedOnTheHostsLoopbackUnlessTheOrderSaysOtherwise() throws IOException {
        int free = freePort();
        yard.placed(yard.ledger.hosted(
                name,
                yard.image,
                List.of("httpd", "-f", "-p", "8080", "-h", "/etc"),
                FILES,
                hosting(null, List.of(new Port(8080, free, null, null)), null)));
        assertThat(Yard.inspect(name, "{{json .HostConfig.PortBindings}}"))
                .isEqualTo("{\"8080/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"" + free + "\"}]}");
        await().atMost(Yard.PATIENCE).untilAsserted(() -> assertThat(get(free)).contains("An app"));
    }

    private static String get(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("GET /passwd HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aPortThatIsTakenIsAnOutcomeAndTheGenerationBeforeRunsOn() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Report report =
                    yard.outcome(order(hosting(null, List.of(new Port(8080, taken.getLocalPort(), null, null)), null)));
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("did not start").contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void whatNoContainerCanHaveIsObjectedToAndNeverIgnored() {
        int tokens = yard.ledger.tokensIssued();
        Health senseless = new Health(List.of(), null, null, null, null);
        List<Hosting> impossible = List.of(
                new Hosting(null, null, null, null, 2),
                hosting(null, List.of(new Port(0, 80, null, null)), null),
                hosting(null, List.of(new Port(80, 70_000, null, null)), null),
                hosting(null, List.of(new Port(80, 80, "localhost", null)), null),
                hosting(null, List.of(new Port(80, 80, null, null), new Port(81, 80, "127.0.0.1", null)), null),
                hosting(null, null, senseless));
        for (Hosting hosting : impossible) {
            assertThat(yard.outcome(order(hosting)).outcome()).isEqualTo(Report.Outcome.FAILED);
        }
        assertThat(yard.ledger.tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void theEngineRestartsAContainerAsItsOrderSays() {
        Map<Restart, String> policies = Map.of(
                Restart.NO, "", // which the engine takes for "no"
                Restart.ON_FAILURE, "on-failure",
                Restart.UNLESS_STOPPED, "unless-stopped",
                Restart.ALWAYS, "always");
        Map<Restart, DeploymentId> ordered = new EnumMap<>(Restart.class);
        policies.forEach((restart, policy) -> ordered.put(
                restart,
                yard.ledger.hosted(
                        name + policy,
                        yard.image,
                        TestImage.LIVES,
                        FILES,
                        new Hosting(null, null, null, restart, null))));
        ordered.forEach((restart, id) -> {
            yard.placed(id);
            String policy = policies.get(restart);
            assertThat(Yard.inspect(name + policy, "{{.HostConfig.RestartPolicy.Name}}"))
                    .isEqualTo(policy);
        });
    }

    @Test
    void theHealthCheckIsTheOrdersElseTheImages() {
        Health check = new Health(
                List.of("test", "-r", "/run/secrets/db_password"),
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                null,
                4);
        yard.placed(order(hosting(null, null, check)));
        assertThat(Yard.inspect(name, "{{json .Config.Healthcheck}}"))
                .isEqualTo("{\"Test\":[\"CMD\",\"test\",\"-r\",\"/run/secrets/db_password\"],"
                        + "\"Interval\":200000000,\"Timeout\":5000000000,\"Retries\":4}");
        String image = yard.image("HEALTHCHECK --interval=300ms CMD [\"true\"]");
        yard.placed(yard.ledger.order(name + "-own", image, FILES));
        assertThat(Yard.inspect(name + "-own", "{{json .Config.Healthcheck.Test}}"))
                .isEqualTo("[\"CMD\",\"true\"]");
    }

    private static Health check(String... command) {
        return new Health(List.of(command), Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(20), 2);
    }

    @Test
    void aContainerIsPlacedWhenItsHealthCheckSaysSo() {
        DeploymentId web = yard.ledger.hosted(
                name,
                yard.image,
                List.of(
                        "sh",
                        "-c",
                        "trap 'exit 0' TERM; sleep 2; touch /tmp/well; while :; do sleep 1 & wait $!; done"),
                FILES,
                hosting(null, null, check("ls", "/tmp/well")));
        yard.placed(web);
        assertThat(Yard.inspect(name, "{{.State.Health.Status}}")).isEqualTo("healthy");
        assertThat(yard.ledger.steps(web)).containsExactly(Step.STARTED, Step.HEALTHY);
    }

    @Test
    void anUnhealthyGenerationGivesWayToTheOneBefore() {
        DeploymentId web = order(hosting(null, null, null));
        String first = yard.placed(web).container();

        Health failing = new Health(List.of("false"), Duration.ofMillis(200), Duration.ofSeconds(10), null, 2);
        yard.ledger.redeploy(web, hosting(null, null, failing));
        Report report = yard.outcome(web);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem())
                .contains("unhealthy: its last check ended with exit status 1")
                .contains("generation 1 keeps running");
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(first + " true");
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(yard.ledger.steps(web)).containsExactly(Step.STARTED, Step.STARTED, Step.ROLLED_BACK);
    }

    @Test
    void aLostWordAboutProgressDelaysNothing() {
        yard.ledger.failNext("/reports", 500);
        DeploymentId web = order(hosting(null, null, null));
        yard.placed(web);
        assertThat(yard.ledger.steps(web)).isEmpty();
    }
}
