package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealbook.standalone.documentation.Document;
import io.sealbook.standalone.documentation.Document.Operation;
import io.sealbook.standalone.documentation.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls by the names of the document, whose answers must be those of the document. */
final class Calls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<String> SOMETIMES = List.of("Link");

    private final URI service;
    private final Document document;
    private final Shape shape;
    private final @Nullable String key;
    private final Set<String> made = new TreeSet<>();
    private @Nullable HttpResponse<String> last;
    private String position = "0";

    /** @param key as whom; nobody without */
    Calls(URI service, Document document, @Nullable String key) {
        this.service = service;
        this.document = document;
        this.shape = new Shape(document);
        this.key = key;
    }

    JsonNode call(String id, int status, Map<String, String> takes) throws Exception {
        return call(id, status, takes, UnaryOperator.identity());
    }

    JsonNode call(String id, int status, Map<String, String> takes, UnaryOperator<ObjectNode> body) throws Exception {
        Operation operation = document.operation(id);
        HttpResponse<String> response = send(operation, takes, body);
        assertThat(response.statusCode())
                .as(operation.route() + " " + response.body())
                .isEqualTo(status);
        made.add(id);
        last = response;
        position = response.headers().firstValue("Ledger-Position").orElse(position);
        return answer(operation, response);
    }

    /** The names of all operations that were called. */
    Set<String> made() {
        return made;
    }

    /** The last position that a command told. */
    String position() {
        return position;
    }

    String body() {
        return last().body();
    }

    String header(String name) {
        return last().headers().firstValue(name).orElseThrow();
    }

    private HttpResponse<String> last() {
        if (last == null) {
            throw new IllegalStateException("bug: nothing was called");
        }
        return last;
    }

    HttpResponse<String> send(Operation operation, Map<String, String> takes, UnaryOperator<ObjectNode> body)
            throws Exception {
        Request request = request(operation, takes);
        JsonNode example = operation.json().at("/requestBody/content/application~1json/example");
        String sent = example.isObject() ? body.apply(example.deepCopy()).toString() : null;
        return send(operation.method(), request.path(), request.headers(), sent);
    }

    private record Request(String path, Map<String, String> headers) {}

    private static Request request(Operation operation, Map<String, String> takes) {
        String path = operation.path();
        List<String> query = new ArrayList<>();
        Map<String, String> headers = new HashMap<>(takes);
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            String value = takes.get(name);
            if (value == null) {
                continue;
            }
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value));
                case "query" -> query.add(name + "=" + encoded(value));
                default -> headers.put(name, value);
            }
            if (!parameter.path("in").asText().equals("header")) {
                headers.remove(name);
            }
        }
        return new Request(query.isEmpty() ? path : path + "?" + String.join("&", query), headers);
    }

    HttpResponse<String> send(String method, String path, Map<String, String> headers, @Nullable String body)
            throws Exception {
        return HTTP.send(request(method, path, headers, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, Map<String, String> headers, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(DEADLINE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        String as = headers.getOrDefault("as", key == null ? "" : key);
        if (!as.isEmpty()) {
            request.header("Authorization", "Bearer " + as);
        }
        headers.forEach((name, value) -> {
            if (!name.equals("as")) {
                request.header(name, value);
            }
        });
        return request.build();
    }

    private JsonNode answer(Operation operation, HttpResponse<String> response) throws IOException {
        String what = operation.route() + " " + response.statusCode();
        JsonNode said = document.answer(operation, response.statusCode());
        assertThat(said.isObject()).as(what + " is in the document").isTrue();
        said.path("headers").fieldNames().forEachRemaining(name -> {
            if (!SOMETIMES.contains(name)) {
                assertThat(response.headers().firstValue(name))
                        .as(what + " " + name)
                        .isPresent();
            }
        });
        if (!said.has("content")) {
            assertThat(response.body()).as(what).isEmpty();
            return JSON.nullNode();
        }
        String type =
                response.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
        JsonNode schema = said.path("content").path(type).path("schema");
        assertThat(schema.isObject()).as(what + " as " + type).isTrue();
        if (!type.endsWith("json")) {
            return JSON.nullNode();
        }
        JsonNode body = JSON.readTree(response.body());
        assertThat(shape.faults("", body, schema)).as(what + " " + body).isEmpty();
        if (type.equals("application/problem+json")) {
            assertThat(said.path("description").asText())
                    .as(what)
                    .contains("`" + body.path("code").asText() + "`: ");
        }
        return body;
    }

    /** Reads the stream up to its first event. */
    void follow() throws Exception {
        Operation operation = document.operation("followEvents");
        HttpResponse<InputStream> response = HTTP.send(
                request("GET", operation.path(), Map.of("Last-Event-ID", "0"), null),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("data:")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            JsonNode said = document.answer(operation, response.statusCode());
            assertThat(shape.faults(
                            "", JSON.readTree(line.substring(5)), said.at("/content/text~1event-stream/schema")))
                    .isEmpty();
        }
        made.add(operation.id());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
