package io.sealbook.bench;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.standalone.Sealbook;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as {@code ./run} starts it, in a process and with data of its own, and one account that uses it. */
final class WholeService implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final Process process;
    private final URI url;
    private Sensitive key = Sensitive.of("");

    private WholeService(Path directory, Process process, URI url) {
        this.directory = directory;
        this.process = process;
        this.url = url;
    }

    /** Starts it. Closing it leaves nothing but what it said, in a file {@code log} in its directory. */
    static WholeService start(String rules) throws Exception {
        Path directory = Files.createTempDirectory("sealbook-bench-");
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Sealbook.class.getName(),
                "serve");
        builder.environment().put("SEALBOOK_DATA", directory.resolve("data").toString());
        builder.environment().put("SEALBOOK_PORT", Integer.toString(port));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        WholeService service = new WholeService(directory, process, URI.create("http://127.0.0.1:" + port));
        try {
            service.signUp(rules);
        } catch (Exception | Error e) {
            service.close();
            throw e;
        }
        return service;
    }

    // The management port is the next one.
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0);
                    ServerSocket next = new ServerSocket(one.getLocalPort() + 1)) {
                return next.getLocalPort() - 1;
            } catch (IOException _) {
                // Somebody has one of the two; others are free.
            }
        }
    }

    @HandlesPlaintext("reads the keys that the service makes for it")
    private void signUp(String rules) throws Exception {
        Path token = directory.resolve("data/initial-admin-token");
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (!Files.readString(directory.resolve("log")).contains("Ctrl-C stops it")) {
            if (Instant.now().isAfter(giveUp) || !process.isAlive()) {
                throw new IOException("the service did not start; see " + directory.resolve("log"));
            }
            Thread.sleep(100);
        }
        key = Sensitive.of(Files.readString(token).strip());
        send("POST", "/v1/service-accounts", "{\"name\":\"bench\",\"rules\":[" + rules + "]}");
        JsonNode made = send(
                "POST",
                "/v1/service-accounts/bench/keys",
                "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofHours(3)) + "\"}");
        key = Sensitive.of(made.path("key").asString());
    }

    /** One request of the account, answered with 2xx. */
    @HandlesPlaintext("sends the account's key")
    JsonNode send(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key.reveal())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        // Keys and tokens lie there.
        FileSystemUtils.deleteRecursively(directory.resolve("data").toFile());
        System.err.println("  the service's log: " + directory.resolve("log"));
    }
}
