package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.standalone.documentation.Document;
import io.sealbook.standalone.documentation.Document.Operation;
import io.sealbook.standalone.documentation.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever believes the OpenAPI document is not surprised by the service. */
class DocumentIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "prod/db/password";
    private static final String UNKNOWN = "01935000-0000-7000-8000-000000000001";

    @TempDir
    static Path data;

    private static Standalone standalone;
    private static Document document;
    private static Samples samples;
    private static String admin;

    /** May do everything, and works for the target of the examples, which nobody else does. */
    private static String everything;

    private static String nothing;

    @BeforeAll
    @HandlesPlaintext("this test is its own operator")
    static void start() throws Exception {
        document = Document.committed();
        samples = new Samples(document);
        standalone = Standalone.start(TestSettings.in(data.resolve("sealbook")));
        admin = DataDirectory.read(new DataDirectory(standalone.settings().data()).adminToken())
                .reveal();
        String actions = document.schemas().path("Action").path("enum").toString();
        everything = account("everything", "[{\"effect\":\"allow\",\"actions\":" + actions + ",\"paths\":[\"**\"]}]");
        nothing = account("nothing", "[]");
    }

    @AfterAll
    static void stop() {
        standalone.close();
    }

    private static Calls as(@Nullable String key) {
        return new Calls(standalone.settings().url(), document, key);
    }

    private static String account(String name, String rules) throws Exception {
        Calls calls = as(admin);
        JsonNode paths = JSON.readTree(rules);
        calls.call("createAccount", 201, Map.of(), body -> {
            body.put("name", name).set("rules", paths);
            return body.set("targets", JSON.createArrayNode().add("edge-1"));
        });
        return calls.call("createKey", 201, Map.of("id", name), DocumentIT::expiring)
                .path("key")
                .asText();
    }

    private static ObjectNode expiring(ObjectNode key) {
        return key.put(
                "expiresAt",
                Instant.now()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plus(Duration.ofDays(1))
                        .toString());
    }

    @Test
    void theExamplesWorkInTheirOrderAndEveryAnswerIsAsTheDocumentSays() throws Exception {
        Calls calls = as(everything);
        Map<String, String> secret = Map.of("path", SECRET);

        calls.call("writeSecret", 201, Map.of("path", SECRET, "If-None-Match", "*"));
        calls.call("writeSecret", 412, Map.of("path", SECRET, "If-None-Match", "*"));
        calls.call("writeSecret", 200, secret);
        calls.call("describeSecret", 200, Map.of("path", SECRET, "If-Match", "\"2\""));
        calls.call("rotateSecret", 201, Map.of());
        calls.call("getSecret", 200, Map.of("path", SECRET, "atLeast", calls.position()));
        calls.call("getSecret", 304, Map.of("path", SECRET, "If-None-Match", calls.header("ETag")));
        calls.call("listSecrets", 200, Map.of("prefix", "prod/", "label", "stage=prod", "limit", "1"));
        calls.call("listVersions", 200, secret);
        calls.call("readValue", 200, secret);
        calls.call("readValue", 200, Map.of("path", SECRET, "version", "1", "Accept", "text/plain"));
        assertThat(calls.body()).isEqualTo("correct horse battery staple");
        calls.call("readValue", 404, Map.of("path", SECRET, "version", "99"));
        calls.call("deleteSecret", 200, Map.of("path", SECRET, "reason", "to see"));
        calls.call("readValue", 410, secret);
        calls.call("writeSecret", 409, secret);
        calls.call("restoreSecret", 200, Map.of());

        String deployment = calls.call("requestDeployment", 202, Map.of("Idempotency-Key", "one"))
                .path("id")
                .asText();
        calls.call("requestDeployment", 422, Map.of("Idempotency-Key", "one"), body -> body.put("name", "other"));
        Map<String, String> it = Map.of("id", deployment);
        calls.call("getDeployment", 200, Map.of("id", deployment, "atLeast", calls.position()));
        calls.call("listDeployments", 200, Map.of());
        calls.call("awaitOrders", 200, Map.of("target", "edge-1", "wait", "PT1S"));
        UnaryOperator<ObjectNode> ofIt =
                body -> body.<ObjectNode>without("networks").put("deployment", deployment);
        JsonNode issued = calls.call("issueToken", 201, Map.of("Idempotency-Key", "two"), ofIt);
        Map<String, String> token = Map.of("id", issued.path("id").asText(), "atLeast", calls.position());
        calls.call("issueToken", 409, Map.of("Idempotency-Key", "two"), ofIt);
        calls.call("getToken", 200, token);
        UnaryOperator<ObjectNode> presented =
                body -> body.put("token", issued.path("token").asText());
        calls.call("consumeToken", 200, Map.of(), presented);
        calls.call("consumeToken", 410, Map.of(), presented.andThen(body -> body.put("nonce", "another"))::apply);
        calls.call("revokeToken", 409, token);
        calls.call(
                "revokeToken",
                200,
                Map.of(
                        "id",
                        calls.call("issueToken", 201, Map.of(), ofIt).path("id").asText()));
        Map<String, String> lease = Map.of("id", deployment, "target", "edge-1");
        calls.call("leaseDeployment", 409, lease);
        calls.call("reportDelivery", 204, it);
        calls.call("getDeployment", 200, Map.of("id", deployment, "atLeast", calls.position()));
        calls.call("leaseDeployment", 204, lease);
        calls.call("endLease", 204, lease);
        calls.call("leaseDeployment", 404, Map.of("id", UNKNOWN, "target", "edge-1"));
        calls.call("reportDelivery", 409, it, body -> body.put("generation", 9));
        calls.call("respondToTheft", 204, it);
        calls.call("redeployDeployment", 202, it);
        calls.call("stopDeployment", 202, it);

        calls.call("createAccount", 201, Map.of());
        calls.call("createAccount", 409, Map.of());
        JsonNode key = calls.call("createKey", 201, Map.of("id", "ci"), DocumentIT::expiring);
        calls.call("getSession", 200, Map.of("as", key.path("key").asText()));
        calls.call("signOut", 204, Map.of("as", key.path("key").asText()));
        String other = calls.call("createKey", 201, Map.of("id", "ci"), DocumentIT::expiring)
                .path("id")
                .asText();
        calls.call("revokeKey", 204, Map.of("id", "ci", "key", other));
        calls.call("disableAccount", 200, Map.of("id", "ci"));
        String link = calls.call("createSignInLink", 201, Map.of()).path("url").asText();
        UnaryOperator<ObjectNode> code = body -> body.put("code", link.substring(link.indexOf("#code=") + 6));
        calls.call("signIn", 201, Map.of("Sealbook-Page", "here"), code);
        calls.call("signIn", 410, Map.of("Sealbook-Page", "here"), code);

        JsonNode events = calls.call("listEvents", 200, Map.of("action", "secret.read", "secret", "prod/**"));
        String event = events.path("items").path(0).path("id").asText();
        calls.call("getEvent", 200, Map.of("id", event));
        for (JsonNode by : schemaOf("countEvents", "by").path("enum")) {
            calls.call("countEvents", 200, Map.of("by", by.asText()));
        }
        calls.follow();
        calls.call("proveInclusion", 200, Map.of("eventId", event));
        calls.call("discloseEvent", 200, Map.of("position", "0"));
        calls.call("downloadLeaves", 200, Map.of());
        calls.call("readCheckpoint", 200, Map.of());
        calls.call("readTile", 200, Map.of("tile", "entries/000.p/1"));
        calls.call("listLogKeys", 200, Map.of());
        calls.call("proveConsistency", 200, Map.of("from", "1"));
        calls.call("listProjections", 200, Map.of());
        calls.call("replayProjection", 202, Map.of("name", "trail"));
        calls.call("reportRefusal", 204, Map.of());

        assertThat(calls.made())
                .containsExactlyInAnyOrderElementsOf(
                        document.operations().stream().map(Operation::id).toList());
    }

    @Test
    void whoMayDoNothingIsToldWhatIsNeeded() throws Exception {
        assertRefused(as(nothing), List.of());
    }

    @Test
    void theAdminTokenOpensAccountsAndLinksAndNothingElse() throws Exception {
        assertRefused(as(admin), List.of("account:admin"));
    }

    private static void assertRefused(Calls calls, List<String> allowed) throws Exception {
        for (Operation operation : document.operations()) {
            if (!operation.needs().isEmpty() && Collections.disjoint(operation.needs(), allowed)) {
                JsonNode refusal = calls.call(operation.id(), 403, samples.good(operation));
                assertThat(operation.needs())
                        .as(operation.route())
                        .contains(refusal.path("action").asText());
            }
        }
    }

    @Test
    void whoeverHasNoKeyIsKnownNowhereButAtTheOpenOnes() throws Exception {
        Calls calls = as(null);
        for (Operation operation : document.operations()) {
            if (operation.isOpen()) {
                assertThat(calls.send(operation, samples.good(operation), UnaryOperator.identity())
                                .statusCode())
                        .as(operation.route())
                        .isIn(200, 404, 410);
            } else {
                calls.call(operation.id(), 401, samples.good(operation));
            }
        }
    }

    @Test
    void whatBreaksTheRuleOfAParameterIsRefusedByItsName() throws Exception {
        Calls calls = as(everything);
        int broken = 0;
        for (Operation operation : document.operations()) {
            for (JsonNode parameter : operation.parameters()) {
                String name = parameter.path("name").asText();
                Optional<String> wrong = samples.wrong(parameter.path("schema"));
                if (wrong.isPresent() && !name.equals("name")) {
                    Map<String, String> taken = samples.good(operation);
                    if (name.equals("top")) {
                        taken.put("by", "actor");
                    }
                    taken.put(name, wrong.get());
                    JsonNode problem = calls.call(operation.id(), 400, taken);
                    assertThat(problem.path("errors").path(0).path("pointer").asText())
                            .as(operation.route())
                            .isEqualTo(name);
                    broken++;
                }
            }
        }
        assertThat(broken).isGreaterThan(80);
    }

    @Test
    void theBoundsThemselvesAreAllowed() throws Exception {
        Calls calls = as(everything);
        for (Operation operation : document.operations()) {
            for (JsonNode parameter : operation.parameters()) {
                for (String bound : List.of("minimum", "maximum", "default")) {
                    if (operation.method().equals("GET")
                            && parameter.path("schema").has(bound)) {
                        Map<String, String> taken = samples.good(operation);
                        taken.put(
                                parameter.path("name").asText(),
                                parameter.path("schema").path(bound).asText());
                        int status = calls.send(operation, taken, UnaryOperator.identity())
                                .statusCode();
                        assertThat(status).as(operation.route() + taken).isNotEqualTo(400);
                    }
                }
            }
        }
    }

    @Test
    void theTrailTakesItsFilterAndNothingElse() throws Exception {
        Calls calls = as(everything);
        List<Operation> filtered = document.operations().stream()
                .filter(operation -> operation.parameters().stream()
                        .anyMatch(parameter -> parameter.path("name").asText().equals("outcome")))
                .toList();
        assertThat(filtered).hasSize(3);
        for (Operation operation : filtered) {
            String path = operation.path() + "?by=time&nonsense=1";
            JsonNode problem =
                    JSON.readTree(calls.send("GET", path, Map.of(), null).body());
            assertThat(problem.path("errors").path(0).path("rule").asText())
                    .isEqualTo("has no parameters but "
                            + operation.parameters().stream()
                                    .filter(each -> each.path("in").asText().equals("query"))
                                    .map(each -> each.path("name").asText())
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static JsonNode schemaOf(String operation, String parameter) {
        return document.operation(operation).parameters().stream()
                .filter(each -> each.path("name").asText().equals(parameter))
                .findFirst()
                .orElseThrow()
                .path("schema");
    }
}
