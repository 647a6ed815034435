package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** All of Sealbook in this JVM, as {@code ./run} starts it, seen from outside. */
class StandaloneIT {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    static Path data;

    private static Standalone standalone;

    @BeforeAll
    static void start() {
        standalone = Standalone.start(TestSettings.in(data.resolve("sealbook")));
    }

    @AfterAll
    static void stop() {
        standalone.close();
    }

    @Test
    void theServedOpenApiDocumentIsTheCommittedOne() throws Exception {
        String served = get("/v1/openapi.yaml", adminToken()).body();
        Path committed = REPOSITORY.resolve("docs/contract/openapi.yaml");
        Path built = Path.of("target/openapi.yaml");
        Files.writeString(built, served);
        assertThat(served)
                .as("copy %s to %s if the change is meant", built.toAbsolutePath(), committed)
                .isEqualTo(Files.readString(committed));
    }

    @Test
    void everyRouteButThePublicOnesKnowsNobodyWithoutAKey() throws Exception {
        List<String> open = List.of(
                "POST /v1/sessions",
                "POST /v1/bootstrap-tokens/consume",
                "GET /log/checkpoint",
                "GET /log/tile/{*tile}",
                "GET /v1/log/keys");
        List<String> answers = new ArrayList<>();
        for (String route : routes()) {
            if (!open.contains(route)) {
                int status = send(route, null).statusCode();
                if (status != 401) {
                    answers.add(route + " answered " + status);
                }
            }
        }
        assertThat(answers).isEmpty();
    }

    private static Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        standalone
                .bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> mapping.getPatternsCondition()
                                .getPatterns()
                                .forEach(pattern -> routes.add(method + " " + pattern.getPatternString()))));
        assertThat(routes).hasSizeGreaterThan(25);
        return routes;
    }

    private static HttpResponse<String> send(String route, @Nullable Sensitive key) throws Exception {
        String[] parts = route.split(" ", 2);
        String path = parts[1].replace("{*path}", "prod/db")
                .replace("//", "/")
                .replaceAll("\\{key}", "0123456789abcdef")
                .replaceAll("\\{id}", "01a202be-f807-7888-a240-a874cf040ad1")
                .replaceAll("\\{[a-z]+}", "trail");
        HttpRequest request = request(path, key)
                .header("Content-Type", "application/json")
                .method(parts[0], HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, Sensitive key) throws Exception {
        return HTTP.send(request(path, key).build(), HttpResponse.BodyHandlers.ofString());
    }

    @HandlesPlaintext("sends a key of this test")
    private static HttpRequest.Builder request(String path, @Nullable Sensitive key) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(standalone.settings().url() + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key.reveal());
    }

    private static Sensitive adminToken() {
        return DataDirectory.read(new DataDirectory(standalone.settings().data()).adminToken());
    }
}
