package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real script, in a shell that has nothing but busybox, on this machine's own memory file system. */
class ClientTest {
    private static final String TOKEN = "sbt_0123456789abcdef_token";
    private static final String WHOLE = "db 0400 aHVudGVyMg==\ntwo_lines.txt 0440 YQpiIAo=\n#end 2\n";
    private static final String APPLETS = "sh wget base64 chmod mv rm ln mkdir cat sleep timeout";

    @TempDir
    private Path directory;

    private Path memory;
    private Path programs;
    private HttpServer ledger;
    private final List<String> requests = new ArrayList<>();
    private int status = 200;
    private String body = WHOLE;

    private record Ended(int status, String output) {}

    @BeforeEach
    void open() throws Exception {
        memory = Files.createTempDirectory(Path.of("/dev/shm"), "sealbook-client");
        programs = Files.createDirectory(directory.resolve("bin"));
        Path busybox = Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("this test needs busybox: apt-get install busybox-static"));
        for (String applet : APPLETS.split(" ", -1)) {
            Files.createSymbolicLink(programs.resolve(applet), busybox);
        }
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Accept") + " "
                        + exchange.getRequestHeaders().getFirst("Sealbook-Nonce") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                byte[] answer = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(status, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
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

    private String url() {
        return "http://127.0.0.1:" + ledger.getAddress().getPort();
    }

    private void handToken() throws Exception {
        Files.writeString(memory.resolve(".token"), TOKEN);
    }

    private Ended run(Map<String, String> settings) throws Exception {
        Path client = Files.write(directory.resolve("client"), Program.client());
        ProcessBuilder builder = new ProcessBuilder(
                        programs.resolve("sh").toString(), client.toString(), "sh", "-c", "echo \"started $0\"", "a b")
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", programs.toString(),
                        "SEALBOOK_DIR", memory.toString(),
                        "SEALBOOK_WAIT", "1",
                        "SEALBOOK_URL", url()));
        builder.environment().putAll(settings);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Ended run() throws Exception {
        return run(Map.of());
    }

    @Test
    void theClientLaysOutTheFilesAndBecomesTheCommand() throws Exception {
        handToken();
        assertThat(run()).isEqualTo(new Ended(0, "started a b\n"));

        assertThat(requests)
                .singleElement()
                .satisfies(request ->
                        assertThat(request).matches("/v1/bootstrap-tokens/consume text/plain [0-9a-f-]{36} " + TOKEN));
        assertThat(memory.resolve("db")).hasContent("hunter2");
        assertThat(Files.readString(memory.resolve("two_lines.txt"))).isEqualTo("a\nb \n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(memory.resolve("two_lines.txt"))))
                .isEqualTo("r--r-----");
        assertThat(Files.readSymbolicLink(memory.resolve("db"))).hasToString("..data/db");
        assertThat(names()).containsExactlyInAnyOrder("..first", "..data", ".ready", "db", "two_lines.txt");
    }

    private List<String> names() throws Exception {
        try (Stream<Path> entries = Files.list(memory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Test
    void aFurtherStartAsksNobody() throws Exception {
        handToken();
        run();
        ledger.stop(0);
        assertThat(run()).isEqualTo(new Ended(0, "started a b\n"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusedTokenIsFinal() throws Exception {
        handToken();
        status = 410;
        assertThat(run().status()).isEqualTo(77);
        assertThat(run().status()).isEqualTo(77);
        assertThat(requests).hasSize(1);
        assertThat(names()).containsExactly(".refused");
    }

    @Test
    void aBusyLedgerIsAskedAgainWithTheSameNonce() throws Exception {
        handToken();
        status = 503;
        Ended ended = run();
        assertThat(ended.status()).isEqualTo(75);
        assertThat(ended.output()).doesNotContain("started");
        status = 200;
        assertThat(run().status()).isZero();
        assertThat(requests).hasSizeGreaterThan(1);
        assertThat(Set.copyOf(requests)).hasSize(1);
    }

    @Test
    void withoutATokenNothingStarts() throws Exception {
        assertThat(run().status()).isEqualTo(75);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db 0400 aHVudGVyMg==\n",
                "db 0400 aHVudGVyMg==\n#end 2\n",
                "db 0400 aHVudGVyMg==\n#end 1\nlate 0400 YQ==\n",
                "db 0400 aHVudGVyMg==\ndb 0400 YQ==\n#end 2\n",
                "../db 0400 aHVudGVyMg==\n#end 1\n",
                ".db 0400 aHVudGVyMg==\n#end 1\n",
                "db 4755 aHVudGVyMg==\n#end 1\n",
                "db 0400 %%%\n#end 1\n",
                "{\"secrets\":[]}",
                ""
            })
    void anAnswerThatIsNotWholeStartsNothing(String answer) throws Exception {
        handToken();
        body = answer;
        Ended ended = run();
        assertThat(ended.status()).isEqualTo(76);
        assertThat(ended.output()).doesNotContain("started").doesNotContain("hunter2");
        assertThat(memory.resolve(".ready")).doesNotExist();
        assertThat(memory.resolve("db")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ledger.example",
                "http://127.0.0.1.example",
                "http://localhost@ledger.example",
                "https://ledger.example",
                "ftp://127.0.0.1",
                "ledger.example",
                ""
            })
    void theTokenGoesNowhereThatOthersCouldListen(String url) throws Exception {
        handToken();
        assertThat(run(Map.of("SEALBOOK_URL", url)).status()).isEqualTo(78);
        assertThat(memory.resolve(".token")).hasContent(TOKEN);
    }

    @Test
    void theClientRefusesADirectoryThatIsNotMemory() throws Exception {
        Map<String, String> disk = new HashMap<>(Map.of("SEALBOOK_DIR", "/proc"));
        assertThat(run(disk).output()).contains("would not be in memory").doesNotContain("started");
        disk.put("SEALBOOK_DIR", memory + "/missing");
        assertThat(run(disk).status()).isEqualTo(78);
        disk.put("SEALBOOK_DIR", memory.toString());
        disk.put("SEALBOOK_WAIT", "soon");
        assertThat(run(disk).status()).isEqualTo(78);
    }
}
