package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TestCertificate;
import io.sealbook.worker.Sealing;
import io.sealbook.worker.line.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real program, as it is in the jar for each processor, against a small ledger, on the machine's own memory. */
@ParameterizedClass
@MethodSource("io.sealbook.worker.place.Processor#thatRunHere")
class AgentTest {
    private static final DeploymentId WEB = new DeploymentId("0198a4f0-0000-7000-8000-000000000001");
    private static final String TOKEN = "sbt_0123456789abcdef_token";
    private static final String WHOLE = "db 0400 aHVudGVyMg==\ntwo_lines.txt 0440 YQpiIAo=\n#end 2\n";
    private static final String ORDER = "db 0 0\ntwo_lines.txt 4711 4712\n";

    private final Processor processor;

    @TempDir
    private Path directory;

    private Path memory;
    private List<String> agent;
    private HttpServer ledger;
    private final List<String> requests = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();
    private String lines = WHOLE;
    private String order = ORDER;
    private String key = "";
    private int generation = 3;
    private UnaryOperator<String> change = UnaryOperator.identity();

    private record Ended(int status, String output) {}

    AgentTest(Processor processor) {
        this.processor = processor;
    }

    @BeforeEach
    void open() throws Exception {
        memory = Files.createTempDirectory(Path.of("/dev/shm"), "sealbook-agent");
        agent = processor.unpack(Program.AGENT, directory);
        serve(HttpServer.create(local(), 0));
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void serve(HttpServer server) {
        ledger = server;
        ledger.createContext("/", this::answer);
        ledger.start();
    }

    @AfterEach
    void close() throws Exception {
        ledger.stop(0);
        try (Stream<Path> all = Files.walk(memory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Accept") + " "
                    + exchange.getRequestHeaders().getFirst("Sealbook-Nonce") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] answer = change.apply(Json.MAPPER.writeValueAsString(
                            Sealing.seal(WEB, generation, lines.getBytes(US_ASCII), key)))
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(statuses.isEmpty() ? 200 : statuses.removeFirst(), answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Process begin(Map<String, String> settings) throws Exception {
        List<String> command = new ArrayList<>(agent);
        command.addAll(List.of("/bin/echo", "became", "the command"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "SEALBOOK_URL",
                        "http://127.0.0.1:" + ledger.getAddress().getPort() + "/",
                        "SEALBOOK_DEPLOYMENT",
                        WEB.value(),
                        "SEALBOOK_GENERATION",
                        "3",
                        "SEALBOOK_DIR",
                        memory.toString(),
                        "SEALBOOK_WAIT",
                        "1"));
        builder.environment().putAll(settings);
        return builder.start();
    }

    private static Ended ended(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private static void kill(Process process) throws Exception {
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    private void readKey() throws Exception {
        Path shown = memory.resolve(".key");
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(shown));
        key = Files.readString(shown);
    }

    private void handOver() throws Exception {
        Path handed = Files.createDirectory(memory.resolve("..handed"));
        Files.writeString(handed.resolve("order"), order);
        Files.writeString(handed.resolve("token"), TOKEN);
        Files.createSymbolicLink(memory.resolve(".handed"), Path.of("..handed"));
    }

    /** A whole errand: the key is read, a token handed over, and the agent becomes its command. */
    private void fetch(Map<String, String> settings) throws Exception {
        Process process = begin(settings);
        readKey();
        handOver();
        assertThat(ended(process)).isEqualTo(new Ended(0, "became the command\n"));
    }

    private List<String> names() throws Exception {
        try (Stream<Path> entries = Files.list(memory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private void refused(int status, String why) throws Exception {
        assertThat(memory.resolve(".refused"))
                .content()
                .startsWith(status + " ")
                .contains(why);
        assertThat(names()).as("nothing else is left").containsExactly(".refused");
    }

    @Test
    void theAgentFetchesTheFilesAndBecomesTheCommand() throws Exception {
        fetch(Map.of());
        assertThat(requests)
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .matches("/v1/bootstrap-tokens/consume application/json [0-9a-f]{32} " + TOKEN));
        assertThat(memory.resolve("db")).hasContent("hunter2");
        assertThat(Files.readString(memory.resolve("two_lines.txt"))).isEqualTo("a\nb \n");
        assertThat(Files.getAttribute(memory.resolve("two_lines.txt"), "unix:uid"))
                .isEqualTo(4711);
        assertThat(Files.getAttribute(memory.resolve("two_lines.txt"), "unix:gid"))
                .isEqualTo(4712);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(memory.resolve("two_lines.txt"))))
                .isEqualTo("r--r-----");
        assertThat(Layout.contents(Files.readAllBytes(memory.resolve("..data/.ready"))))
                .contains(new Contents(3, List.of()));
        assertThat(names())
                .as("no key, no token")
                .containsExactlyInAnyOrder("..first", "..data", ".ready", "db", "two_lines.txt");
    }

    @Test
    void largeValuesAreWhole() throws Exception {
        byte[] large = new byte[3_000_000];
        new Random(11).nextBytes(large);
        order = "large 0 0\n";
        lines = "large 0400 " + Base64.getEncoder().encodeToString(large) + "\n#end 1\n";
        fetch(Map.of());
        assertThat(memory.resolve("large")).hasBinaryContent(large);
    }

    @Test
    void aFurtherStartAsksNobody() throws Exception {
        fetch(Map.of());
        assertThat(ended(begin(Map.of()))).isEqualTo(new Ended(0, "became the command\n"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusedTokenIsFinal() throws Exception {
        statuses.add(410);
        fetch(Map.of());
        refused(77, "the ledger refused the token");
        assertThat(ended(begin(Map.of()))).isEqualTo(new Ended(0, "became the command\n"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aBusyLedgerIsAskedAgainWithTheSameNonce() throws Exception {
        statuses.addAll(List.of(503, 429));
        fetch(Map.of("SEALBOOK_WAIT", "30"));
        assertThat(memory.resolve("db")).hasContent("hunter2");
        assertThat(requests).hasSize(3);
        assertThat(Set.copyOf(requests)).hasSize(1);
    }

    @Test
    void aLedgerThatDoesNotAnswerIsGivenUp() throws Exception {
        ledger.stop(0);
        fetch(Map.of());
        refused(75, "did not answer in time");
    }

    @Test
    void aLedgerProvesWhoItIs() throws Exception {
        TestCertificate localhost = TestCertificate.of("localhost", directory);
        serveWith(localhost);
        fetch(overTls("localhost", localhost));
        assertThat(memory.resolve("db")).hasContent("hunter2");
    }

    @Test
    void aLedgerThatOthersVouchForGetsNoToken() throws Exception {
        serveWith(TestCertificate.of("localhost", directory));
        fetch(overTls("localhost", TestCertificate.of("other", directory)));
        refused(78, "certificate");
        assertThat(requests).isEmpty();
    }

    @Test
    void aLedgerWithAnotherNameGetsNoToken() throws Exception {
        TestCertificate localhost = TestCertificate.of("localhost", directory);
        serveWith(localhost);
        fetch(overTls("127.0.0.1", localhost));
        refused(78, "certificate");
        assertThat(requests).isEmpty();
    }

    private void serveWith(TestCertificate certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.keys(), TestCertificate.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(local(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        ledger.stop(0);
        serve(server);
    }

    private Map<String, String> overTls(String host, TestCertificate trusted) throws Exception {
        return Map.of(
                "SEALBOOK_URL",
                "https://" + host + ":" + ledger.getAddress().getPort(),
                "SEALBOOK_CA",
                trusted.writeChain(directory.resolve("ca.pem")).toString());
    }

    @Test
    void anAnswerForAnotherKeyDoesNotOpen() throws Exception {
        Process process = begin(Map.of());
        readKey();
        key = "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        handOver();
        assertThat(ended(process).status()).isZero();
        refused(76, "does not open");
    }

    @Test
    void anAnswerThatWasChangedDoesNotOpen() throws Exception {
        change = answer -> {
            int at = answer.indexOf("\"sealed\":\"") + 100;
            return answer.substring(0, at) + (answer.charAt(at) == 'A' ? 'B' : 'A') + answer.substring(at + 1);
        };
        fetch(Map.of());
        refused(76, "does not open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"deployment\":1}", "#sealed AAAA\n", "db 0400 aHVudGVyMg==\n#end 1\n"})
    void anAnswerOfAnotherFormDoesNotOpen(String answer) throws Exception {
        change = _ -> answer;
        fetch(Map.of());
        refused(76, "does not open");
    }

    @Test
    void anAnswerForAnotherDeploymentOrOfAnotherGenerationDoesNotOpen() throws Exception {
        change = answer -> answer.replace(WEB.value(), "0198a4f0-0000-7000-8000-000000000002");
        fetch(Map.of());
        refused(76, "does not open");
        Files.delete(memory.resolve(".refused"));

        change = answer -> answer.replace("\"generation\":3", "\"generation\":4");
        fetch(Map.of());
        refused(76, "does not open");
        Files.delete(memory.resolve(".refused"));

        change = UnaryOperator.identity();
        generation = 2;
        fetch(Map.of());
        refused(76, "does not open");
    }

    @Test
    void whatALedgerOfTomorrowSaysBesideIsPassedOver() throws Exception {
        change = answer -> " " + answer.replaceFirst("\\{", "{ \"later\": true, \"much later\" : -1.5e3,");
        fetch(Map.of());
        assertThat(memory.resolve("db")).hasContent("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db 0400 aHVudGVyMg==\n",
                "db 0400 aHVudGVyMg==\n#end 2\n",
                "db 0400 aHVudGVyMg==\n#end 1",
                "db 0400 aHVudGVyMg==\n#end 1\n\n",
                "db 0400 aHVudGVyMg==\n#end 1\nlate 0400 YQ==\n",
                "db 0400 aHVudGVyMg==\ndb 0400 YQ==\n#end 2\n",
                "../db 0400 aHVudGVyMg==\n#end 1\n",
                ".db 0400 aHVudGVyMg==\n#end 1\n",
                "other 0400 aHVudGVyMg==\n#end 1\n",
                "db 4755 aHVudGVyMg==\n#end 1\n",
                "db 0489 aHVudGVyMg==\n#end 1\n",
                "db  0400 aHVudGVyMg==\n#end 1\n",
                "db 0400 aHVudGVyMg\n#end 1\n",
                "db 0400 aHVudGVyMh==\n#end 1\n",
                "db 0400 aHVu dGVyMg==\n#end 1\n",
                "db 0400 %%%%\n#end 1\n"
            })
    void linesThatAreNotWholeLayOutNothing(String came) throws Exception {
        order = "db 0 0\n";
        lines = came;
        fetch(Map.of());
        refused(76, "not whole");
    }

    @Test
    void everyFileThatWasOrderedMustCome() throws Exception {
        order = ORDER + "third 0 0\n";
        fetch(Map.of());
        refused(76, "not whole");
    }

    @Test
    void aTokenForTheKeyOfAnAgentThatDiedIsNotPresented() throws Exception {
        handOver();
        Process process = begin(Map.of());
        readKey();
        assertThat(names()).containsExactly(".key");
        kill(process);
        assertThat(requests).isEmpty();
    }

    @Test
    void everyAgentHasAKeyOfItsOwn() throws Exception {
        Process one = begin(Map.of());
        readKey();
        String first = key;
        kill(one);
        Files.delete(memory.resolve(".key"));
        Process other = begin(Map.of());
        readKey();
        kill(other);
        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
        assertThat(key).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ledger.example",
                "http://127.0.0.1.example",
                "http://localhost@ledger.example",
                "https://",
                "https://ledger.example:0",
                "https://ledger.example:https",
                "https://ledger.example/a b",
                "https://ledger.example?query",
                "https://[::1",
                "ftp://127.0.0.1",
                "ledger.example",
                ""
            })
    void theTokenGoesNowhereThatOthersCouldListen(String url) throws Exception {
        assertThat(ended(begin(Map.of("SEALBOOK_URL", url))).status()).isEqualTo(78);
        assertThat(names()).isEmpty();
    }

    @Test
    void theAgentRefusesADirectoryThatIsNotMemoryAndSettingsThatMakeNoSense() throws Exception {
        assertThat(ended(begin(Map.of("SEALBOOK_DIR", "/proc"))).output()).contains("would not be in memory");
        Map<String, String> wrong = Map.of(
                "SEALBOOK_DIR", memory + "/missing",
                "SEALBOOK_WAIT", "soon",
                "SEALBOOK_GENERATION", "-1",
                "SEALBOOK_DEPLOYMENT", "");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            assertThat(ended(begin(Map.of(one.getKey(), one.getValue()))).status())
                    .as(one.getKey())
                    .isEqualTo(78);
        }
    }
}
