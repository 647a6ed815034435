package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.RecordedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** Every route there is, asked by those who may not: the list comes from the running service, so none can be forgotten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
    private static final String DEPLOYMENT = "01935000-0000-7000-8000-000000000001";
    private static final Set<String> PUBLIC = Set.of(
            "POST /v1/bootstrap-tokens/consume",
            "POST /v1/sessions",
            "GET /log/checkpoint",
            "GET /log/tile/{*tile}",
            "GET /v1/log/keys");

    // About the caller's own session: every identity may.
    private static final Set<String> OWN = Set.of("GET /v1/sessions/current", "DELETE /v1/sessions/current");

    // What a route needs to get as far as the question of rights. A new route must be added here.
    private static final Map<String, String> BODIES = new TreeMap<>(Map.ofEntries(
            Map.entry("PUT /v1/secrets/{*path}", "{\"value\":\"x\"}"),
            Map.entry("PATCH /v1/secrets/{*path}", "{\"owner\":\"x\"}"),
            Map.entry("DELETE /v1/secrets/{*path}", ""),
            Map.entry("POST /v1/rotations", "{\"path\":\"a/b\",\"value\":\"x\"}"),
            Map.entry("POST /v1/restorations", "{\"path\":\"a/b\"}"),
            Map.entry("GET /v1/values/{*path}", ""),
            Map.entry("POST /v1/bootstrap-tokens", "{\"deployment\":\"" + DEPLOYMENT + "\"}"),
            Map.entry("POST /v1/bootstrap-tokens/{id}/revoke", "{}"),
            Map.entry(
                    "POST /v1/deployments",
                    "{\"name\":\"web\",\"target\":\"here\",\"image\":\"sha256:" + "0".repeat(64)
                            + "\",\"secrets\":[{\"path\":\"a/b\",\"file\":\"b\"}]}"),
            Map.entry("POST /v1/deployments/{id}/redeploy", "{}"),
            Map.entry("POST /v1/deployments/{id}/stop", "{}"),
            Map.entry("POST /v1/deployments/{id}/thefts", "{\"token\":\"0123456789abcdef\"}"),
            Map.entry("POST /v1/deployments/{id}/reports", "{\"generation\":1,\"outcome\":\"placed\"}"),
            Map.entry("POST /v1/service-accounts", "{\"name\":\"somebody\",\"rules\":[]}"),
            Map.entry("POST /v1/service-accounts/{id}/disable", "{}"),
            Map.entry("POST /v1/service-accounts/{id}/keys", "{\"expiresAt\":\"2026-12-01T00:00:00Z\"}"),
            Map.entry("DELETE /v1/service-accounts/{id}/keys/{key}", ""),
            Map.entry("POST /v1/sign-in-links", "{}"),
            Map.entry("GET /v1/log/proofs/inclusion", ""),
            Map.entry("GET /v1/log/proofs/consistency", ""),
            Map.entry("GET /v1/log/leaves", ""),
            Map.entry("GET /v1/log/disclosures/{position}", ""),
            Map.entry(
                    "POST /v1/refusals",
                    "{\"actor\":{\"id\":\"x\",\"kind\":\"service\"},\"reason\":\"notAllowed\",\"count\":1,"
                            + "\"requestId\":\"r\"}")));

    private WebLedger web;
    private String writer;
    private String nobody;

    @BeforeAll
    void open() {
        web = new WebLedger();
        writer = web.key("writer", List.of(Rule.allow(Set.of(Action.SECRET_WRITE, Action.VALUE_READ), "**")));
        nobody = web.key("nobody-special", List.of(Rule.allow(Set.of(Action.SECRET_LIST), "**")));
        assertThat(web.put(writer, "/v1/secrets/a/b", "{\"value\":\"x\"}").status())
                .isEqualTo(201);
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void theTableKnowsEveryRouteThatThereIs() {
        Set<String> known = new TreeSet<>(BODIES.keySet());
        known.addAll(PUBLIC);
        known.addAll(OWN);

        assertThat(routes()).isEqualTo(known);
    }

    @Test
    void aStrangerIsAnsweredTheSameEverywhereAndLearnsNothing() {
        long from = web.ledger.size();
        Set<String> answers = new TreeSet<>();
        for (String route : routes()) {
            if (!PUBLIC.contains(route)) {
                answers.add(stranger(route, null));
                answers.add(stranger(route, "not-even-a-key"));
                answers.add(stranger(route, "sbk_0000000000000000_" + "0".repeat(49)));
            }
        }
        answers.add(web.get(null, "/v1/values/no/such/secret").withoutRequestId());
        answers.add(web.get(null, "/v1/no-such-route").withoutRequestId());
        answers.add(web.raw("POST", null, "/v1/rotations", "application/json", new byte[] {'{'})
                .withoutRequestId());

        assertThat(answers).as("one and the same answer").hasSize(1);
        await().atMost(Duration.ofSeconds(10)).until(() -> web.ledger.size() > from);
        // One for the address and minute; the minute may have turned meanwhile.
        assertThat(web.ledger.events(from))
                .extracting(RecordedEvent::event)
                .allMatch(event -> event instanceof AccessRefused refused
                        && refused.reason() == AccessRefused.Reason.UNKNOWN_CALLER)
                .hasSizeBetween(1, 2);
    }

    private String stranger(String route, @Nullable String key) {
        Answer answer = ask(route, key);
        answer.isProblem(401, "unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        return answer.withoutRequestId();
    }

    @Test
    void anIdentityWithoutTheRightIsRefusedAndEachRefusalIsOnRecord() {
        for (String route : BODIES.keySet()) {
            long from = web.ledger.size();
            Answer answer = ask(route, nobody).isProblem(403, "not-allowed");
            List<RecordedEvent> recorded = web.ledger.events(from);

            assertThat(recorded).as(route).hasSize(1);
            assertThat(recorded.getFirst().provenance().actor().id()).isEqualTo("nobody-special");
            assertThat(recorded.getFirst().provenance().requestId()).isEqualTo(answer.header("X-Request-Id"));
            LedgerEvent event = recorded.getFirst().event();
            assertThat(event)
                    .isInstanceOfSatisfying(
                            AccessRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(AccessRefused.Reason.NOT_ALLOWED));
        }
    }

    @Test
    void whatExistsAndWhatDoesNotIsRefusedAlike() {
        assertThat(web.get(nobody, "/v1/values/a/b").withoutRequestId())
                .isEqualTo(web.get(nobody, "/v1/values/no/such").withoutRequestId());
        assertThat(web.put(nobody, "/v1/secrets/a/b", "{\"value\":\"y\"}", "If-Match", "\"1\"")
                        .withoutRequestId())
                .isEqualTo(web.put(nobody, "/v1/secrets/no/such", "{\"value\":\"y\"}", "If-Match", "\"1\"")
                        .withoutRequestId());
    }

    @Test
    void everyIdentityMayLookAtItsOwnSession() {
        Answer answer = web.get(nobody, "/v1/sessions/current");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("account")).isEqualTo("nobody-special");
        assertThat(answer.json().path("actions").toString()).isEqualTo("[\"secret:list\"]");
    }

    @Test
    void aRouteThatIsNotThereIsNotFoundAndChangesNothing() {
        long size = web.ledger.size();
        web.get(writer, "/v1/no-such-route").isProblem(404, "not-found");
        web.post(writer, "/v1/values/a/b", "{}").isProblem(405, "method-not-allowed");

        assertThat(web.ledger.size()).isEqualTo(size);
    }

    private Answer ask(String route, @Nullable String key) {
        String method = route.substring(0, route.indexOf(' '));
        String path = route.substring(route.indexOf(' ') + 1)
                .replace("{*path}", "a/b")
                .replace("{key}", "keykeykeykeykey1")
                .replace("{position}", "0")
                .replace("{id}", route.contains("deployments") ? DEPLOYMENT : "tokentokentoken1");
        path = path.replace("/service-accounts/tokentokentoken1", "/service-accounts/somebody");
        path = path.endsWith("/inclusion") ? path + "?eventId=" + DEPLOYMENT : path;
        path = path.endsWith("/consistency") ? path + "?from=0" : path;
        String body = BODIES.getOrDefault(route, "");
        return switch (method) {
            case "GET" -> web.get(key, path);
            case "DELETE" -> web.delete(key, path);
            default -> web.json(method, key, path, body);
        };
    }

    private Set<String> routes() {
        RequestMappingHandlerMapping mapping = web.context.getBean(RequestMappingHandlerMapping.class);
        return mapping.getHandlerMethods().keySet().stream()
                .flatMap(RoutesTest::lines)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> lines(RequestMappingInfo info) {
        return info.getMethodsCondition().getMethods().stream()
                .map(RequestMethod::name)
                .flatMap(method -> info.getPatternsCondition().getPatterns().stream()
                        .map(pattern -> method + " " + pattern.getPatternString()));
    }
}
