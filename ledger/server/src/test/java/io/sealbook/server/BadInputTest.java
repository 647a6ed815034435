package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.WebLedger.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong in every way: the right problem each time, nothing changed, nothing repeated to the sender. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String CANARY = "c4n4ry-s3cret";
    private static final String PATH = "/v1/secrets/bad/input";
    private static final String VALUE = "\"value\":\"" + CANARY + "\"";
    private static final String IMAGE = "sha256:" + "0".repeat(64);
    private static final String WEB = "\"name\":\"web\",\"target\":\"here\",\"image\":\"" + IMAGE + "\"";

    private WebLedger web;
    private String key;

    @BeforeAll
    void open() {
        web = new WebLedger();
        key = web.key(
                "everything",
                List.of(
                        Rule.allow(Set.of(Action.values()), "**"),
                        Rule.allow(Action.ACCOUNT_ADMIN, Action.LEDGER_REPORT)));
        assertThat(web.put(key, "/v1/secrets/there/already", "{\"value\":\"x\"}")
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    /** A wrong request; {@code pointer} is what the problem must point at. */
    record Wrong(
            String method,
            String path,
            String body,
            int status,
            @Nullable String pointer) {
        @Override
        public String toString() {
            String text = body.length() > 60 ? body.substring(0, 60) + "…" : body;
            return method + " " + path + " " + text;
        }
    }

    private static Wrong put(String body, @Nullable String pointer) {
        return new Wrong("PUT", PATH, body, 400, pointer);
    }

    private static Wrong deployment(String more, String pointer) {
        return post("/v1/deployments", "{" + WEB + ",\"secrets\":[]," + more + "}", pointer);
    }

    private static Wrong hosting(String more, String pointer) {
        return deployment("\"hosting\":{" + more + "}", pointer);
    }

    private static Wrong report(String more, String pointer) {
        return post(
                "/v1/deployments/01935000-0000-7000-8000-000000000001/reports",
                "{\"generation\":1," + more + "}",
                pointer);
    }

    private static Wrong post(String path, String body, @Nullable String pointer) {
        return new Wrong("POST", path, body, 400, pointer);
    }

    static Stream<Wrong> bodies() {
        return Stream.of(
                // what is no JSON of this route
                put("", ""),
                put("null", ""),
                put("[]", ""),
                put("\"" + CANARY + "\"", ""),
                put("7", ""),
                put("{", ""),
                put("{" + VALUE, ""),
                put("{" + VALUE + "} trailing " + CANARY, ""),
                put("{" + VALUE + "}{}", ""),
                put("{'value':'" + CANARY + "'}", ""),
                put("{\"value\":\"" + CANARY + "\",\"value\":\"other\"}", null),
                put("{\"value\":\"bad \\u00zz " + CANARY + "\"}", null),
                // types
                put("{\"value\":123}", "/value"),
                put("{\"value\":true}", "/value"),
                put("{\"value\":[\"" + CANARY + "\"]}", "/value"),
                put("{\"value\":{\"a\":\"" + CANARY + "\"}}", "/value"),
                put("{" + VALUE + ",\"comment\":5}", "/comment"),
                put("{" + VALUE + ",\"labels\":[]}", "/labels"),
                put("{" + VALUE + ",\"labels\":\"" + CANARY + "\"}", "/labels"),
                put("{" + VALUE + ",\"labels\":{\"a\":1}}", "/labels/a"),
                put("{" + VALUE + ",\"labels\":{\"a\":null}}", "/labels/a"),
                put("{" + VALUE + ",\"ifVersion\":\"1\"}", "/ifVersion"),
                put("{" + VALUE + ",\"ifVersion\":1.5}", "/ifVersion"),
                put("{" + VALUE + ",\"ifVersion\":99999999999}", "/ifVersion"),
                put("{" + VALUE + ",\"rotateEvery\":\"" + CANARY + "\"}", "/rotateEvery"),
                put("{" + VALUE + ",\"rotateEvery\":\"\"}", "/rotateEvery"),
                put("{" + VALUE + ",\"rotateEvery\":90}", "/rotateEvery"),
                // unknown and missing fields
                put("{" + VALUE + ",\"valeu\":\"" + CANARY + "\"}", "/valeu"),
                put("{" + VALUE + ",\"a/b~c\":1}", "/a~1b~0c"),
                put("{}", "/value"),
                put("{\"value\":null}", "/value"),
                put("{" + VALUE + ",\"valueBase64\":\"YQ==\"}", "/value"),
                post("/v1/rotations", "{" + VALUE + "}", "/path"),
                post("/v1/rotations", "{\"path\":null," + VALUE + "}", "/path"),
                post("/v1/restorations", "{}", "/path"),
                post("/v1/service-accounts", "{}", "/name"),
                post("/v1/service-accounts", "{\"name\":\"a\"}", "/rules"),
                post("/v1/service-accounts", "{\"name\":\"a\",\"rules\":[null]}", null),
                post("/v1/service-accounts", "{\"name\":\"a\",\"rules\":[{}]}", null),
                post("/v1/service-accounts", "{\"name\":\"sealbook\",\"rules\":[]}", "/name"),
                post(
                        "/v1/service-accounts",
                        "{\"name\":\"a\",\"rules\":[{\"effect\":0,\"actions\":[\"audit:read\"],\"paths\":[]}]}",
                        "/rules/0/effect"),
                post(
                        "/v1/service-accounts",
                        "{\"name\":\"a\",\"rules\":[{\"effect\":\"allow\",\"actions\":[],\"paths\":[]}]}",
                        "/rules/0"),
                post(
                        "/v1/service-accounts",
                        "{\"name\":\"a\",\"rules\":[{\"effect\":\"allow\",\"actions\":[\"all:things\"],\"paths\":[]}]}",
                        null),
                post(
                        "/v1/service-accounts",
                        "{\"name\":\"a\",\"rules\":[{\"effect\":\"allow\",\"actions\":[\"value:read\"],\"paths\":[\"a*\"]}]}",
                        null),
                post(
                        "/v1/service-accounts",
                        "{\"name\":\"a\",\"rules\":[{\"effect\":\"allow\",\"actions\":[\"value:read\"],"
                                + "\"paths\":[\"prod/**\"]},{\"effect\":\"deny\",\"actions\":[\"value:read\","
                                + "\"deployment:write\"],\"paths\":[\"prod/**\"]}]}",
                        "/rules/1/paths"),
                post("/v1/service-accounts/a/keys", "{}", "/expiresAt"),
                post("/v1/service-accounts/a/keys", "{\"expiresAt\":\"tomorrow\"}", "/expiresAt"),
                post("/v1/service-accounts/a/keys", "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "/expiresAt"),
                post("/v1/service-accounts/a/keys", "{\"expiresAt\":\"+999999999-01-01T00:00:00Z\"}", "/expiresAt"),
                post("/v1/bootstrap-tokens", "{}", "/deployment"),
                post("/v1/bootstrap-tokens", "{\"deployment\":\"" + CANARY + "\"}", "/deployment"),
                post(
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"01935000-0000-7000-8000-000000000001\",\"ttl\":\"PT11M\"}",
                        "/ttl"),
                post(
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"01935000-0000-7000-8000-000000000001\",\"networks\":[\"" + CANARY + "\"]}",
                        "/networks"),
                post(
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"01935000-0000-7000-8000-000000000001\",\"networks\":[null]}",
                        "/networks/0"),
                post("/v1/bootstrap-tokens/consume", "{}", "/token"),
                post("/v1/bootstrap-tokens/consume", "{\"token\":5}", "/token"),
                post("/v1/deployments", "{" + WEB + "}", "/secrets"),
                post("/v1/deployments", "{" + WEB + ",\"secrets\":[null]}", "/secrets/0"),
                post("/v1/deployments", "{" + WEB + ",\"secrets\":[{\"file\":\"a\"}]}", "/secrets/0/path"),
                post(
                        "/v1/deployments",
                        "{" + WEB + ",\"secrets\":[{\"path\":\"../" + CANARY + "\",\"file\":\"a\"}]}",
                        "/secrets/0/path"),
                post(
                        "/v1/deployments",
                        "{" + WEB + ",\"secrets\":[{\"path\":\"a\",\"file\":\"../../" + CANARY + "\"}]}",
                        "/secrets/0/file"),
                post("/v1/deployments", "{" + WEB + ",\"secrets\":[],\"onRotation\":\"sometimes\"}", "/onRotation"),
                post("/v1/deployments", "{" + WEB + ",\"secrets\":[],\"limits\":{\"environment\":{\"A\":null}}}", null),
                deployment("\"placement\":\"" + CANARY + "\"", "/placement"),
                deployment("\"onTheft\":\"redeploy\"", "/onTheft"),
                deployment("\"imageCredentials\":\"../" + CANARY + "\"", "/imageCredentials"),
                deployment("\"imageCredentials\":\"prod/registry\"", "/imageCredentials"),
                hosting("\"networks\":[null]", "/hosting/networks/0"),
                hosting("\"networks\":[\"container:" + CANARY + "\"]", "/hosting/networks/0"),
                hosting("\"networks\":[\"host\"]", "/hosting/networks/0"),
                hosting("\"ports\":[null]", "/hosting/ports/0"),
                hosting("\"ports\":[{\"container\":80}]", "/hosting/ports/0/host"),
                hosting("\"ports\":[{\"container\":80,\"host\":\"80\"}]", "/hosting/ports/0/host"),
                hosting(
                        "\"ports\":[{\"container\":80,\"host\":80,\"address\":\"" + CANARY + "\"}]",
                        "/hosting/ports/0/address"),
                hosting("\"health\":{}", "/hosting/health/command"),
                hosting("\"health\":{\"command\":[null]}", "/hosting/health/command/0"),
                hosting(
                        "\"health\":{\"command\":[\"true\"],\"interval\":\"" + CANARY + "\"}",
                        "/hosting/health/interval"),
                hosting("\"restart\":\"" + CANARY + "\"", "/hosting/restart"),
                hosting("\"replicas\":2", "/hosting/replicas"),
                hosting("\"privileged\":true", "/hosting/privileged"),
                post("/v1/deployments/01935000-0000-7000-8000-000000000001/reports", "{}", null),
                post("/v1/deployments/01935000-0000-7000-8000-000000000001/reports", "{\"generation\":1}", "/outcome"),
                post(
                        "/v1/deployments/01935000-0000-7000-8000-000000000001/reports",
                        "{\"outcome\":\"placed\"}",
                        "/generation"),
                report("\"outcome\":\"progressed\",\"container\":\"c1\"", "/step"),
                report("\"outcome\":\"progressed\",\"step\":\"started\"", "/container"),
                report("\"outcome\":\"progressed\",\"container\":\"c1\",\"step\":\"" + CANARY + "\"", "/step"),
                report("\"outcome\":\"placed\",\"container\":\"../" + CANARY + "\"", "/container"),
                report("\"outcome\":\"placed\",\"step\":\"started\"", "/step"),
                report("\"outcome\":\"placed\",\"versions\":[null]", "/versions/0"),
                report("\"outcome\":\"failed\"", "/problem"),
                post("/v1/deployments/not-a-uuid/stop", "{}", "id"),
                post("/v1/bootstrap-tokens/" + CANARY + "/revoke", "{}", "id"),
                post("/v1/refusals", "{}", "/actor"),
                post(
                        "/v1/refusals",
                        "{\"actor\":{\"id\":null,\"kind\":\"service\"},\"reason\":\"notAllowed\",\"count\":1,"
                                + "\"requestId\":\"r\"}",
                        "/actor/id"),
                post(
                        "/v1/refusals",
                        "{\"actor\":{\"id\":\"x\",\"kind\":\"service\"},\"reason\":\"notAllowed\",\"count\":1}",
                        "/requestId"),
                post(
                        "/v1/refusals",
                        "{\"actor\":{\"id\":\"x\",\"kind\":\"service\"},\"reason\":\"notAllowed\",\"count\":0,"
                                + "\"requestId\":\"r\"}",
                        "/count"),
                post("/v1/sessions", "{}", null),
                // texts and values
                put("{" + VALUE + ",\"comment\":\"a\\u0000b\"}", "/comment"),
                put("{" + VALUE + ",\"owner\":\"half \\ud83d\"}", "/owner"),
                put("{\"value\":\"half " + CANARY + " \\ud83d\"}", "/value"),
                put("{" + VALUE + ",\"comment\":\"" + "x".repeat(1001) + "\"}", "/comment"),
                put("{" + VALUE + ",\"labels\":{\"no good name\":\"x\"}}", "/labels"),
                put("{\"value\":\"\"}", "/value"),
                put("{\"valueBase64\":\"*" + CANARY + "\"}", "/valueBase64"),
                put("{\"value\":\"" + "x".repeat(131_073) + "\"}", "/value"),
                post("/v1/rotations", "{\"path\":\"there/already\",\"generate\":{\"length\":4}}", "/generate/length"),
                post("/v1/rotations", "{\"path\":\"there/already\",\"generate\":{}}", "/generate/length"),
                post(
                        "/v1/rotations",
                        "{\"path\":\"there/already\"," + VALUE + ",\"generate\":{\"length\":20}}",
                        "/value"),
                new Wrong("PATCH", "/v1/secrets/there/already", "{\"value\":\"" + CANARY + "\"}", 400, "/value"),
                new Wrong("PATCH", "/v1/secrets/there/already", "[]", 400, ""),
                new Wrong("PATCH", "/v1/secrets/there/already", "{\"labels\":{\"a\":[]}}", 400, "/labels"),
                // paths
                new Wrong("PUT", "/v1/secrets/a/../b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a/%2e%2e/b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a/./b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a//b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets//a", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a/", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%252Fb", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%2F%2Fb", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%2F..%2Fb", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%00b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%0Ab", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%1Bb", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a;b=c", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%5Cb", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/a%20b", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/%C4%B1", "{" + VALUE + "}", 400, "path"),
                new Wrong("PUT", "/v1/secrets/" + "x".repeat(65), "{" + VALUE + "}", 400, "path"),
                new Wrong(
                        "PUT",
                        "/v1/secrets/" + String.join("/", Collections.nCopies(17, "s")),
                        "{" + VALUE + "}",
                        400,
                        "path"),
                new Wrong("GET", "/v1/values/there/already?version=" + CANARY, "", 400, "version"),
                new Wrong("GET", "/v1/values/there/already?version=1.5", "", 400, "version"),
                new Wrong("GET", "/v1/log/proofs/inclusion", "", 400, "eventId"),
                new Wrong("GET", "/v1/log/proofs/inclusion?eventId=" + CANARY, "", 400, "eventId"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aWrongRequestGetsTheRightProblemAndChangesNothing(Wrong wrong) {
        long size = web.ledger.size();
        Answer answer = web.json(wrong.method(), key, wrong.path(), wrong.body());

        answer.isProblem(wrong.status(), "invalid-request");
        assertThat(answer.body()).doesNotContain(CANARY);
        assertThat(answer.headers().toString()).doesNotContain(CANARY);
        if (wrong.pointer() != null) {
            assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                    .as(answer.body())
                    .isEqualTo(wrong.pointer());
        }
        assertThat(answer.json().path("errors").path(0).path("rule").asString()).isNotEmpty();
        assertThat(web.ledger.size()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4711471147", "4711471147.5", "-4711471147", "\"4711471147\"", "\"4711471147s\"", "\"\"", "{}"})
    void aDurationIsATextOfIso8601AndNeverABareNumber(String duration) {
        for (Wrong wrong : List.of(
                post(
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"01935000-0000-7000-8000-000000000001\",\"ttl\":" + duration + "}",
                        "/ttl"),
                health("interval", duration),
                health("timeout", duration),
                health("startPeriod", duration))) {
            aWrongRequestGetsTheRightProblemAndChangesNothing(wrong);
            Answer answer = web.json(wrong.method(), key, wrong.path(), wrong.body());
            assertThat(answer.json().path("errors").path(0).path("rule").asString())
                    .isEqualTo("is an ISO 8601 duration as text, such as PT60S");
            assertThat(answer.body()).doesNotContain("4711471147");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4711471147", "4711471147.5", "-4711471147", "\"4711471147\"", "\"\"", "{}"})
    void aTimeIsATextOfIso8601AndNeverABareNumber(String time) {
        Wrong wrong = post("/v1/service-accounts/a/keys", "{\"expiresAt\":" + time + "}", "/expiresAt");
        aWrongRequestGetsTheRightProblemAndChangesNothing(wrong);
        Answer answer = web.json(wrong.method(), key, wrong.path(), wrong.body());
        assertThat(answer.json().path("errors").path(0).path("rule").asString())
                .isEqualTo("is an ISO 8601 time as text, such as 2026-11-22T08:00:00Z");
        assertThat(answer.body()).doesNotContain("4711471147");
    }

    private static Wrong health(String field, String value) {
        return hosting(
                "\"health\":{\"command\":[\"true\"],\"" + field + "\":" + value + "}", "/hosting/health/" + field);
    }

    @Test
    void aBodyOfTenMegabytesIsTooLarge() {
        long size = web.ledger.size();
        byte[] body = new byte[10 << 20];
        Arrays.fill(body, (byte) 'x');
        byte[] start = ("{\"value\":\"" + CANARY).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(start, 0, body, 0, start.length);
        Answer answer = web.raw("PUT", key, PATH, "application/json", body);

        answer.isProblem(413, "too-large");
        assertThat(answer.body()).doesNotContain(CANARY);
        assertThat(web.ledger.size()).isEqualTo(size);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        long size = web.ledger.size();
        byte[] body = ("{\"value\":\"" + CANARY + "\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(web.raw("PUT", key, PATH, "application/json", body)
                        .isProblem(400, "invalid-request")
                        .body())
                .doesNotContain(CANARY);
        assertThat(web.ledger.size()).isEqualTo(size);
    }

    @Test
    void anotherMediaTypeIsToldSo() {
        long size = web.ledger.size();
        web.raw("PUT", key, PATH, "application/xml", "<value/>".getBytes(StandardCharsets.UTF_8))
                .isProblem(415, "unsupported-media-type");
        web.raw("POST", key, "/v1/bootstrap-tokens/consume", "application/xml", new byte[] {'x'})
                .isProblem(415, "unsupported-media-type");
        web.get(key, "/v1/values/there/already", "Accept", "image/png").isProblem(406, "not-acceptable");

        assertThat(web.ledger.size()).isEqualTo(size);
    }

    @Test
    void aSlashMayBeWrittenEitherWay() {
        assertThat(web.put(key, "/v1/secrets/slash%2Fone", "{\"value\":\"x\"}").text("path"))
                .isEqualTo("slash/one");
        assertThat(web.put(key, "/v1/secrets/slash%2fone", "{\"value\":\"x\"}")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(web.get(key, "/v1/values/slash/one").json().path("version").asInt())
                .isEqualTo(2);
    }

    @Test
    void aPathOfSixteenSegmentsIsFine() {
        String path = String.join("/", Collections.nCopies(16, "x".repeat(64)));

        assertThat(web.put(key, "/v1/secrets/" + path, "{\"value\":\"x\"}").status())
                .isEqualTo(201);
    }

    @Test
    void conditionsAreKeptOrTheRequestIsRefused() {
        String path = "/v1/secrets/conditions/one";
        assertThat(web.put(key, path, "{\"value\":\"x\"}", "If-None-Match", "*").header("ETag"))
                .isEqualTo("\"1\"");
        long size = web.ledger.size();
        web.put(key, path, "{\"value\":\"x\"}", "If-None-Match", "*").isProblem(412, "precondition-failed");
        Answer stale =
                web.put(key, path, "{\"value\":\"x\"}", "If-Match", "\"9\"").isProblem(412, "precondition-failed");
        web.put(key, path, "{\"value\":\"x\",\"ifVersion\":9}").isProblem(412, "precondition-failed");
        web.put(key, "/v1/secrets/conditions/none", "{\"value\":\"x\"}", "If-Match", "\"1\"")
                .isProblem(412, "precondition-failed");
        web.delete(key, path, "If-Match", "\"9\"").isProblem(412, "precondition-failed");
        web.patch(key, path, "{\"owner\":\"a\"}", "If-Match", "\"9\"").isProblem(412, "precondition-failed");
        for (String nonsense : List.of("9", "*x", "W/\"1\"", "\"1\", \"2\"", "\"\"", "\"-1\"", "\"99999999999\"")) {
            web.put(key, path, "{\"value\":\"x\"}", "If-Match", nonsense).isProblem(400, "invalid-request");
        }
        web.put(key, path, "{\"value\":\"x\"}", "If-None-Match", "\"1\"").isProblem(400, "invalid-request");

        assertThat(stale.json().path("currentRevision").asInt()).isEqualTo(1);
        assertThat(web.ledger.size()).isEqualTo(size);
        assertThat(web.put(key, path, "{\"value\":\"y\"}", "If-Match", "\"1\"").header("ETag"))
                .isEqualTo("\"2\"");
    }

    @Test
    void anIdempotencyKeyBelongsToOneRequestOfOneCaller() {
        String body = "{\"path\":\"there/already\",\"value\":\"" + CANARY + "\",\"reason\":\"first\"}";
        Answer first = web.post(key, "/v1/rotations", body, "Idempotency-Key", "rotate-1");
        long size = web.ledger.size();
        Answer again = web.post(key, "/v1/rotations", body, "Idempotency-Key", "rotate-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Ledger-Position")).isEqualTo(first.header("Ledger-Position"));
        assertThat(web.post(key, "/v1/rotations", body.replace("first", "other"), "Idempotency-Key", "rotate-1")
                        .isProblem(422, "idempotency-key-reused")
                        .body())
                .doesNotContain(CANARY);
        assertThat(web.post(key, "/v1/rotations", body.replace(CANARY, "another"), "Idempotency-Key", "rotate-1")
                        .isProblem(422, "idempotency-key-reused")
                        .body())
                .doesNotContain("another\"");
        web.post(key, "/v1/restorations", "{\"path\":\"there/already\"}", "Idempotency-Key", "rotate-1")
                .isProblem(422, "idempotency-key-reused");
        for (String nonsense : List.of("x".repeat(129), "a b", "")) {
            assertThat(web.post(key, "/v1/rotations", body, "Idempotency-Key", nonsense)
                            .status())
                    .isEqualTo(400);
        }
        assertThat(web.ledger.size()).isEqualTo(size);

        String other = web.key("other-writer", List.of(Rule.allow(Set.of(Action.SECRET_WRITE), "**")));
        assertThat(web.post(other, "/v1/rotations", body, "Idempotency-Key", "rotate-1")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whatWasShownOnceIsNotShownAgain() {
        String accounts = "/v1/service-accounts";
        assertThat(web.post(key, accounts, "{\"name\":\"once\",\"rules\":[]}").status())
                .isEqualTo(201);
        String body = "{\"expiresAt\":\"" + Instant.now().plusSeconds(600) + "\"}";
        Answer shown = web.post(key, accounts + "/once/keys", body, "Idempotency-Key", "key-1");
        long size = web.ledger.size();
        Answer again = web.post(key, accounts + "/once/keys", body, "Idempotency-Key", "key-1");

        assertThat(shown.status()).isEqualTo(201);
        assertThat(shown.header("Cache-Control")).isEqualTo("no-store");
        again.isProblem(409, "shown-once");
        assertThat(again.text("id")).isEqualTo(shown.text("id"));
        assertThat(again.body()).doesNotContain(shown.text("key"));
        assertThat(web.ledger.size()).isEqualTo(size);
    }
}
