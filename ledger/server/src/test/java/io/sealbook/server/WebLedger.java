package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.access.AccessUnavailableException;
import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.edge.EdgeConfiguration;
import io.sealbook.server.log.TransparencyLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ledger as it is served: real edge, real routes, real port, real PostgreSQL. */
public final class WebLedger implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    public final LiveLedger ledger = new LiveLedger();
    public final ConfigurableApplicationContext context;
    public final TransparencyLog log;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    public WebLedger() {
        log = ledger.log();
        context = new SpringApplicationBuilder(Application.class)
                .initializers(this::furnish)
                .properties(Map.of("server.port", "0", "server.address", "127.0.0.1", "spring.main.banner-mode", "off"))
                .run();
        url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
        ledger.service.founding().ensureFirstAccounts();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({EdgeConfiguration.class, Wiring.class})
    static class Application {}

    private void furnish(ConfigurableApplicationContext starting) {
        GenericApplicationContext beans = (GenericApplicationContext) starting;
        beans.registerBean(LedgerService.class, () -> ledger.service, bean -> bean.setDestroyMethodName(""));
        beans.registerBean(TransparencyLog.class, () -> log, bean -> bean.setDestroyMethodName(""));
        beans.registerBean(Clock.class, Clock::systemUTC);
    }

    public int port() {
        return URI.create(url).getPort();
    }

    /** A key of the account, in force, for a bearer token. */
    @HandlesPlaintext("a test sends the key as its bearer token")
    public String key(String account, List<Rule> rules, TargetName... targets) {
        AccountId id = new AccountId(account);
        Actor.Kind kind = targets.length == 0 ? Actor.Kind.SERVICE : Actor.Kind.WORKER;
        ledger.service.founding().ensure(id, kind, rules, List.of(targets));
        String key = ledger.service.founding().newKey(id, Duration.ofHours(1)).reveal();
        awaitInForce(key);
        return key;
    }

    /** Waits until the ledger knows the key. */
    public void awaitInForce(String key) {
        Credential.Presented presented =
                Credential.read(Sensitive.of(key), Credential.Kind.KEY).orElseThrow();
        await().atMost(Duration.ofSeconds(20))
                .ignoreException(AccessUnavailableException.class)
                .until(() -> ledger.service.access().authenticate(presented).isPresent());
    }

    /** What came back. */
    public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {
        public String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(bytes);
        }

        public @Nullable String header(String name) {
            List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null ? null : values.getFirst();
        }

        public String text(String member) {
            return json().path(member).asString();
        }

        /** The answer as everybody gets it: without what differs from request to request. */
        public String withoutRequestId() {
            return status + " " + body().replaceAll("\"requestId\":\"[^\"]*\"", "\"requestId\":\"…\"");
        }

        /** Checks that it is a problem as RFC 9457 has it, with this status and code. */
        public Answer isProblem(int expected, String code) {
            assertThat(status).as(body()).isEqualTo(expected);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(text("code")).isEqualTo(code);
            assertThat(json().path("status").asInt()).isEqualTo(expected);
            assertThat(text("type")).isEqualTo("urn:sealbook:problem:" + code);
            assertThat(text("title")).isNotEmpty();
            assertThat(text("requestId")).isNotEmpty().isEqualTo(header("X-Request-Id"));
            return this;
        }
    }

    public Answer get(@Nullable String key, String path, String... headers) {
        return send(request("GET", key, path, HttpRequest.BodyPublishers.noBody(), headers));
    }

    public Answer delete(@Nullable String key, String path, String... headers) {
        return send(request("DELETE", key, path, HttpRequest.BodyPublishers.noBody(), headers));
    }

    public Answer patch(@Nullable String key, String path, String json, String... headers) {
        return json("PATCH", key, path, json, headers);
    }

    public Answer put(@Nullable String key, String path, String json, String... headers) {
        return json("PUT", key, path, json, headers);
    }

    public Answer post(@Nullable String key, String path, String json, String... headers) {
        return json("POST", key, path, json, headers);
    }

    public Answer json(String method, @Nullable String key, String path, String json, String... headers) {
        return raw(method, key, path, "application/json", json.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Answer raw(
            String method, @Nullable String key, String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = request(method, key, path, HttpRequest.BodyPublishers.ofByteArray(body), headers);
        return send(request.header("Content-Type", contentType));
    }

    private HttpRequest.Builder request(
            String method, @Nullable String key, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(40))
                .method(method, body);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
        log.close();
        ledger.close();
    }
}
