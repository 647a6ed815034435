package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole service as {@code ./run} starts it, in a process of its own that can be killed. */
final class ServedProcess implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern KEY = Pattern.compile("sbk_[0-9A-Za-z_]+");

    private final Path data;
    private final Process process;
    private final String url;

    private ServedProcess(Path data, Process process, String url) {
        this.data = data;
        this.process = process;
        this.url = url;
    }

    /** Starts it; when this returns, requests are served. */
    static ServedProcess start(Path data) throws IOException {
        return start(data, Map.of());
    }

    /** Starts it with more in its environment. Under TLS it is asked where the house's own services ask it. */
    static ServedProcess start(Path data, Map<String, String> environment) throws IOException {
        int port = Ports.free();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=target/served.jsa",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        "target/sealbook.jar:" + Files.readString(Path.of("target/class-path")),
                        Sealbook.class.getName(),
                        "serve")
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/served.log").toFile()));
        builder.environment().put("SEALBOOK_DATA", data.toString());
        builder.environment().put("SEALBOOK_PORT", Integer.toString(port));
        environment.forEach((name, value) -> builder.environment().put(name, value.replace("{port}", "" + port)));
        Process process = builder.start();
        int asked = environment.containsKey("SEALBOOK_TLS_KEY") ? port + 2 : port;
        ServedProcess served = new ServedProcess(data, process, "http://127.0.0.1:" + asked);
        try {
            served.awaitWelcome();
        } catch (RuntimeException | Error e) {
            served.close();
            throw e;
        }
        return served;
    }

    private void awaitWelcome() {
        CountDownLatch welcome = new CountDownLatch(1);
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Thread.ofVirtual()
                .start(() -> lines.lines().forEach(line -> {
                    if (line.startsWith("Ctrl-C")) {
                        welcome.countDown();
                    }
                }));
        await().atMost(Duration.ofMinutes(2)).until(() -> welcome.getCount() == 0 || !process.isAlive());
        assertThat(welcome.getCount()).as("see target/served.log").isZero();
    }

    /** The key of a new service account with this one rule. */
    @HandlesPlaintext("reads the key that is shown once")
    Sensitive newKey(String account, String rule) {
        Sensitive admin = DataDirectory.read(new DataDirectory(data).adminToken());
        send(admin, "POST", "/v1/service-accounts", "{\"name\":\"" + account + "\",\"rules\":[" + rule + "]}");
        HttpResponse<String> answer = send(
                        admin,
                        "POST",
                        "/v1/service-accounts/" + account + "/keys",
                        "{\"expiresAt\":\"" + Instant.now().plus(Duration.ofHours(3)) + "\"}")
                .orElseThrow();
        Matcher key = KEY.matcher(answer.body());
        assertThat(key.find()).as("status %s", answer.statusCode()).isTrue();
        return Sensitive.of(key.group());
    }

    /** The status of the answer, or nothing if none came. */
    Optional<Integer> put(String path, String json, Sensitive key) {
        return send(key, "PUT", path, json).map(HttpResponse::statusCode);
    }

    String get(String path, Sensitive key) {
        return send(key, "GET", path, "").orElseThrow().body();
    }

    /** What a request that was accepted is answered with. */
    String post(String path, String json, Sensitive key) {
        HttpResponse<String> answer = send(key, "POST", path, json).orElseThrow();
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
        return answer.body();
    }

    /** The status of the answer to somebody who has nothing but this bootstrap token. */
    @HandlesPlaintext("presents a token of this test")
    int present(Sensitive token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/bootstrap-tokens/consume"))
                .timeout(Duration.ofSeconds(40))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(token.reveal()))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @HandlesPlaintext("sends a key of this test")
    private Optional<HttpResponse<String>> send(Sensitive key, String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + key.reveal())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ctrl-C, and time to do what it does at its end. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGKILL: it gets no chance to say or to finish anything. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
