package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.AccountId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.seal.Opener;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Deployments, their tokens, and what a worker may do, as clients see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokensOverHttpTest {
    private static final TargetName HERE = new TargetName("here");

    private WebLedger web;
    private String owner;
    private String worker;
    private String otherWorker;
    private String issuer;

    @BeforeAll
    void open() {
        web = new WebLedger();
        owner = web.key(
                "owner",
                List.of(
                        Rule.allow(Set.of(Action.SECRET_WRITE, Action.SECRET_DELETE, Action.VALUE_READ), "prod/**"),
                        Rule.allow(Action.DEPLOYMENT_WRITE, Action.TOKEN_ISSUE)));
        issuer = web.key("issuer", List.of(Rule.allow(Action.TOKEN_ISSUE, Action.DEPLOYMENT_WRITE)));
        worker = web.key("worker-here", List.of(Rule.allow(Action.ORDER_WORK)), HERE);
        otherWorker = web.key("worker-there", List.of(Rule.allow(Action.ORDER_WORK)), new TargetName("there"));
        web.put(owner, "/v1/secrets/prod/db", "{\"value\":\"hunter2\"}");
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void aTokenIsExchangedForTheFilesOfItsDeploymentOnce() {
        String deployment = deploy("one");
        Answer issued = issue(worker, deployment);
        Answer delivery = consume(issued.text("token"));

        assertThat(issued.status()).isEqualTo(201);
        assertThat(issued.header("Cache-Control")).isEqualTo("no-store");
        assertThat(delivery.status()).isEqualTo(200);
        assertThat(delivery.header("Cache-Control")).isEqualTo("no-store");
        assertThat(delivery.text("deployment")).isEqualTo(deployment);
        assertThat(delivery.json().path("secrets").path(0).path("name").asString())
                .isEqualTo("db");
        assertThat(delivery.json().path("secrets").path(0).path("mode").asString())
                .isEqualTo("0400");
        assertThat(Base64.getDecoder()
                        .decode(delivery.json()
                                .path("secrets")
                                .path(0)
                                .path("valueBase64")
                                .asString()))
                .isEqualTo("hunter2".getBytes(StandardCharsets.UTF_8));

        long from = web.ledger.size();
        consume(issued.text("token")).isProblem(410, "token-refused");
        assertThat(web.ledger.events(from))
                .extracting(RecordedEvent::type)
                .filteredOn(type -> type != EventType.ACCESS_REFUSED)
                .containsExactly(EventType.TOKEN_REFUSED, EventType.ALARM_RAISED);
    }

    @Test
    void aShellIsAnsweredInLinesThatEndWithTheirNumber() {
        web.put(owner, "/v1/secrets/prod/two-lines", "{\"value\":\"first\\nsecond \\n\"}");
        String deployment = web.post(
                        owner,
                        "/v1/deployments",
                        body("lines")
                                .replace(
                                        "\"file\":\"db\"}",
                                        "\"file\":\"db\"},{\"path\":\"prod/two-lines\",\"file\":\"two_lines.txt\","
                                                + "\"mode\":\"0440\"}"))
                .text("id");
        String expected =
                "db 0400 " + base64("hunter2") + "\ntwo_lines.txt 0440 " + base64("first\nsecond \n") + "\n#end 2\n";

        Answer lines = consume(issue(worker, deployment).text("token"), "Accept", "text/plain");
        assertThat(lines.status()).isEqualTo(200);
        assertThat(lines.header("Content-Type")).startsWith("text/plain");
        assertThat(lines.header("Cache-Control")).isEqualTo("no-store");
        assertThat(lines.body()).isEqualTo(expected);
        assertThat(consumeJson(
                                "{\"token\":\"" + issue(worker, deployment).text("token") + "\"}",
                                "Accept",
                                "text/plain")
                        .body())
                .isEqualTo(expected);
    }

    @Test
    void jsonIsTheAnswerUnlessLinesAreAskedFor() {
        String deployment = deploy("forms");
        for (String accept : List.of("*/*", "text/*;q=0.1, application/json", "application/*")) {
            String token = issue(worker, deployment).text("token");
            assertThat(consume(token, "Accept", accept).header("Content-Type")).isEqualTo("application/json");
        }
        String token = issue(worker, deployment).text("token");
        consume(token, "Accept", "image/png").isProblem(406, "not-acceptable");
        Answer again = consume(token, "Accept", "text/plain");
        assertThat(again.status()).as("the form was refused, the token was not").isEqualTo(200);
        consume(token, "Accept", "text/plain").isProblem(410, "token-refused");
    }

    @Test
    void aTokenForTheImageOpensItsCredentialsAlone() {
        web.put(owner, "/v1/secrets/prod/registry", "{\"value\":\"user:pull\"}");
        String image = "{\"deployment\":\"%s\",\"purpose\":\"image\"}";
        String deployment = web.post(
                        owner,
                        "/v1/deployments",
                        body("private")
                                .replace("sha256:", "registry.example/web@sha256:")
                                .replace("\"target\"", "\"imageCredentials\":\"prod/registry\",\"target\""))
                .text("id");

        Answer delivery = consume(web.post(worker, "/v1/bootstrap-tokens", image.formatted(deployment))
                .text("token"));
        assertThat(delivery.json().path("secrets")).hasSize(1);
        assertThat(delivery.json().path("secrets").path(0).path("name").asString())
                .isEqualTo("image-credentials");
        assertThat(delivery.json().path("secrets").path(0).path("valueBase64").asString())
                .isEqualTo(base64("user:pull"));
        assertThat(consume(issue(worker, deployment).text("token"), "Accept", "text/plain")
                        .body())
                .isEqualTo("db 0400 " + base64("hunter2") + "\n#end 1\n");
        web.post(worker, "/v1/bootstrap-tokens", image.formatted(deploy("public")))
                .isProblem(409, "no-image-credentials");
        String reader = web.key(
                "files-reader",
                List.of(Rule.allow(Set.of(Action.VALUE_READ), "prod/db"), Rule.allow(Action.TOKEN_ISSUE)));
        web.post(reader, "/v1/bootstrap-tokens", image.formatted(deployment)).isProblem(403, "not-allowed");
        assertThat(issue(reader, deployment).status()).isEqualTo(201);
    }

    @Test
    void aTokenForOneKeyTellsNobodyElseAnything() throws InvalidCipherTextException {
        String deployment = deploy("sealed");
        Opener container = new Opener();
        String body = "{\"deployment\":\"" + deployment + "\",\"sealTo\":\"" + container.key() + "\"}";

        Answer json = consume(web.post(worker, "/v1/bootstrap-tokens", body).text("token"));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.text("deployment")).isEqualTo(deployment);
        assertThat(json.json().has("secrets")).isFalse();
        assertThat(json.body()).doesNotContain("hunter2", base64("hunter2"));
        assertThat(opened(container, json.text("sealed"), deployment + "/1"))
                .isEqualTo("db 0400 " + base64("hunter2") + "\n#end 1\n");

        Answer line = consume(web.post(worker, "/v1/bootstrap-tokens", body).text("token"), "Accept", "text/plain");
        assertThat(line.body()).matches("#sealed [A-Za-z0-9+/]+=*\n");
        String sealed = line.body().substring("#sealed ".length()).strip();
        assertThat(opened(container, sealed, deployment + "/1")).startsWith("db 0400 ");
        assertThatThrownBy(() -> opened(new Opener(), sealed, deployment + "/1"))
                .isInstanceOf(InvalidCipherTextException.class);
        assertThatThrownBy(() -> opened(container, sealed, deployment + "/2"))
                .isInstanceOf(InvalidCipherTextException.class);
    }

    @Test
    void aTokenThatIsTakenBackStillTellsWhatItOpenedAndForWhom() {
        String deployment = deploy("taken-back");
        String key = new Opener().key();
        String id = web.post(
                        owner,
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"" + deployment + "\",\"sealTo\":\"" + key + "\"}")
                .text("id");

        Answer revoked = web.post(owner, "/v1/bootstrap-tokens/" + id + "/revoke", "{}");
        assertThat(revoked.text("state")).isEqualTo("revoked");
        assertThat(revoked.text("purpose")).isEqualTo("files");
        assertThat(revoked.text("sealTo")).isEqualTo(key);
    }

    @Test
    void aThiefWhoComesWithTheirOwnKeyIsFoundOut() {
        String deployment = deploy("thief");
        Opener container = new Opener();
        String token = web.post(
                        worker,
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"" + deployment + "\",\"sealTo\":\"" + container.key() + "\"}")
                .text("token");
        String presented = "{\"token\":\"" + token + "\",\"publicKey\":\"%s\"}";
        long from = web.ledger.size();

        consumeJson(presented.formatted(new Opener().key())).isProblem(410, "token-refused");
        consumeJson(presented.formatted(container.key())).isProblem(410, "token-refused");
        assertThat(web.ledger.events(from))
                .extracting(RecordedEvent::type)
                .filteredOn(type -> type != EventType.ACCESS_REFUSED)
                .containsExactly(
                        EventType.TOKEN_REFUSED,
                        EventType.TOKEN_REVOKED,
                        EventType.ALARM_RAISED,
                        EventType.TOKEN_REFUSED);
    }

    @Test
    void whoeverPresentsAKeyIsAnsweredUnderIt() throws InvalidCipherTextException {
        String deployment = deploy("presented");
        String token = issue(worker, deployment).text("token");
        Opener container = new Opener();
        String body = "{\"token\":\"" + token + "\",\"nonce\":\"0123456789\",\"publicKey\":\"%s\"}";

        consumeJson(body.formatted("nonsense")).isProblem(400, "invalid-request");
        consumeJson(body.formatted("A".repeat(43) + "=")).isProblem(400, "invalid-request");
        String sealed = consumeJson(body.formatted(container.key())).text("sealed");
        assertThat(opened(container, sealed, deployment + "/1")).startsWith("db 0400 ");
        String again = consumeJson(body.formatted(container.key())).text("sealed");
        assertThat(opened(container, again, deployment + "/1")).startsWith("db 0400 ");
        consumeJson(body.formatted(new Opener().key())).isProblem(410, "token-refused");
        consume(token, "Sealbook-Nonce", "0123456789").isProblem(410, "token-refused");
        web.post(
                        worker,
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"" + deployment + "\",\"sealTo\":\"" + "A".repeat(43) + "=\"}")
                .isProblem(400, "invalid-request");
    }

    private static String opened(Opener opener, String sealed, String about) throws InvalidCipherTextException {
        return new String(
                opener.open(
                        Base64.getDecoder().decode(sealed),
                        "sealbook-bootstrap/v1".getBytes(StandardCharsets.US_ASCII),
                        about.getBytes(StandardCharsets.US_ASCII)),
                StandardCharsets.US_ASCII);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer consumeJson(String json, String... headers) {
        return web.post(null, "/v1/bootstrap-tokens/consume", json, headers);
    }

    @Test
    void everyRefusalOfATokenLooksTheSame() {
        String deployment = deploy("two");
        String used = issue(owner, deployment).text("token");
        consume(used);
        String revoked = issue(owner, deployment).text("token");
        web.post(owner, "/v1/bootstrap-tokens/" + revoked.substring(4, 20) + "/revoke", "{}");
        String elsewhere = web.post(
                        owner,
                        "/v1/bootstrap-tokens",
                        "{\"deployment\":\"" + deployment + "\",\"networks\":[\"203.0.113.0/24\"]}")
                .text("token");
        String old = issue(owner, deployment).text("token");
        web.post(owner, "/v1/deployments/" + deployment + "/redeploy", "{}");
        String fresh = issue(owner, deployment).text("token");
        Set<String> answers = new LinkedHashSet<>();
        for (String token : List.of(
                used,
                revoked,
                elsewhere,
                old,
                "sbt_0000000000000000_" + "0".repeat(49),
                fresh.substring(0, fresh.length() - 1),
                fresh.replace("sbt_", "sbk_"),
                "nonsense")) {
            answers.add(consume(token).withoutRequestId());
            answers.add(web.post(null, "/v1/bootstrap-tokens/consume", "{\"token\":\"" + token + "\"}")
                    .withoutRequestId());
        }
        assertThat(answers).hasSize(1);
        assertThat(answers.iterator().next()).startsWith("410");
        assertThat(consume(fresh).status()).as("nobody spoilt the fresh one").isEqualTo(200);
    }

    @Test
    void whoeverKnowsATokensIdCannotFillTheLedgerWithIt() {
        String deployment = deploy("flood");
        String token = issue(worker, deployment).text("token");
        String guess = withAnotherSecret(token);
        long from = web.ledger.size();
        for (int i = 0; i < 30; i++) {
            consume(guess).isProblem(410, "token-refused");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> web.ledger.size() > from);
        assertThat(consume(token).status()).isEqualTo(200);
        for (int i = 0; i < 30; i++) {
            consume(token).isProblem(410, "token-refused");
        }

        // One for the token, reason and minute; the minute may have turned meanwhile.
        assertThat(web.ledger.events(from))
                .extracting(RecordedEvent::event)
                .filteredOn(TokenEvent.Refused.class::isInstance)
                .hasSizeBetween(2, 4);
    }

    @Test
    void aLostReplyIsAskedForAgainWithTheSameNonce() {
        String deployment = deploy("three");
        String token = issue(worker, deployment).text("token");
        Answer first = consume(token, "Sealbook-Nonce", "0123456789abcdef");
        web.post(owner, "/v1/rotations", "{\"path\":\"prod/db\",\"value\":\"hunter3\"}");
        Answer again = consume(token, "Sealbook-Nonce", "0123456789abcdef");
        web.post(owner, "/v1/rotations", "{\"path\":\"prod/db\",\"value\":\"hunter2\"}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("secrets")).isEqualTo(first.json().path("secrets"));
        consume(token, "Sealbook-Nonce", "another-nonce-123").isProblem(410, "token-refused");
        consume(token).isProblem(410, "token-refused");
    }

    @Test
    void anEmptyNonceIsNoNonce() {
        String token = issue(worker, deploy("four")).text("token");
        assertThat(consume(token, "Sealbook-Nonce", " ").status()).isEqualTo(200);
        consume(token, "Sealbook-Nonce", " ").isProblem(410, "token-refused");
        String json = issue(worker, deploy("five")).text("token");
        String body = "{\"token\":\"" + json + "\",\"nonce\":\"\"}";
        assertThat(web.post(null, "/v1/bootstrap-tokens/consume", body).status())
                .isEqualTo(200);
        web.post(null, "/v1/bootstrap-tokens/consume", body).isProblem(410, "token-refused");
    }

    @Test
    void whoeverHandsOutMustBeAllowedToRead() {
        String image = "sha256:" + "0".repeat(64);
        String body = "{\"name\":\"web\",\"target\":\"here\",\"image\":\"" + image
                + "\",\"secrets\":[{\"path\":\"prod/db\",\"file\":\"db\"}]}";
        web.post(issuer, "/v1/deployments", body).isProblem(403, "not-allowed");
        String deployment = deploy("six");
        issue(issuer, deployment).isProblem(403, "not-allowed");
        web.post(issuer, "/v1/deployments/" + deployment + "/redeploy", "{}").isProblem(403, "not-allowed");
    }

    @Test
    void aWorkerWorksForItsOwnTargetOnly() {
        String deployment = deploy("seven");
        String report = "{\"generation\":1,\"outcome\":\"placed\",\"container\":\"c1\","
                + "\"versions\":[{\"path\":\"prod/db\",\"version\":1}]}";
        issue(otherWorker, deployment).isProblem(403, "not-allowed");
        web.post(otherWorker, "/v1/deployments/" + deployment + "/reports", report)
                .isProblem(403, "not-allowed");
        web.get(worker, "/v1/values/prod/db").isProblem(403, "not-allowed");
        web.post(worker, "/v1/deployments/" + deployment + "/stop", "{}").isProblem(403, "not-allowed");

        assertThat(web.post(worker, "/v1/deployments/" + deployment + "/reports", report)
                        .status())
                .isEqualTo(204);
        web.post(worker, "/v1/deployments/" + deployment + "/reports", report.replace(":1,\"outcome", ":2,\"outcome"))
                .isProblem(409, "other-generation");
        issue(worker, "01935000-0000-7000-8000-00000000dead").isProblem(403, "not-allowed");
    }

    @Test
    void whatWasTakenFromTheOwnerIsNoLongerDelivered() {
        String leaver = web.key(
                "leaver",
                List.of(
                        Rule.allow(Set.of(Action.VALUE_READ), "prod/**"),
                        Rule.allow(Action.DEPLOYMENT_WRITE, Action.TOKEN_ISSUE)));
        String admin = web.key("an-admin", List.of(Rule.allow(Action.ACCOUNT_ADMIN)));
        String deployment = deploy(leaver, "eight");
        String token = issue(worker, deployment).text("token");
        web.post(admin, "/v1/service-accounts/leaver/disable", "{\"reason\":\"left\"}");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> web.ledger
                        .service
                        .access()
                        .account(new AccountId("leaver"))
                        .orElseThrow()
                        .disabled());
        consume(token).isProblem(410, "token-refused");
        web.get(leaver, "/v1/values/prod/db").isProblem(401, "unauthenticated");
    }

    @Test
    void aTokenIsShownOnceEvenToWhoeverRepeatsTheRequest() {
        String deployment = deploy("nine");
        String body = "{\"deployment\":\"" + deployment + "\",\"ttl\":\"PT30S\"}";
        Answer first = web.post(owner, "/v1/bootstrap-tokens", body, "Idempotency-Key", "token-1");
        Answer again = web.post(owner, "/v1/bootstrap-tokens", body, "Idempotency-Key", "token-1");

        again.isProblem(409, "shown-once");
        assertThat(again.text("id")).isEqualTo(first.text("id"));
        assertThat(again.body()).doesNotContain(first.text("token"));
        web.post(owner, "/v1/bootstrap-tokens", body.replace("30", "31"), "Idempotency-Key", "token-1")
                .isProblem(422, "idempotency-key-reused");
    }

    @Test
    void aRepeatedDeploymentIsTheSameDeployment() {
        String body = body("ten");
        Answer first = web.post(owner, "/v1/deployments", body, "Idempotency-Key", "deploy-1");
        Answer again = web.post(owner, "/v1/deployments", body, "Idempotency-Key", "deploy-1");

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Location")).isEqualTo("/v1/deployments/" + first.text("id"));
        assertThat(again.withoutRequestId()).isEqualTo(first.withoutRequestId());
    }

    @Test
    void whatIsStoppedGetsNoToken() {
        String deployment = deploy("eleven");
        String token = issue(worker, deployment).text("token");
        assertThat(web.post(owner, "/v1/deployments/" + deployment + "/stop", "{\"reason\":\"done\"}")
                        .status())
                .isEqualTo(202);

        issue(owner, deployment).isProblem(409, "deployment-stopped");
        consume(token).isProblem(410, "token-refused");
    }

    // The right id and a right check sum around a wrong secret.
    private static String withAnotherSecret(String token) {
        String body = token.substring(0, 21) + "0".repeat(43);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < 6; rest /= 62) {
            int digit = (int) (rest % 62);
            check.insert(0, (char) (digit < 10 ? '0' + digit : digit < 36 ? 'A' + digit - 10 : 'a' + digit - 36));
        }
        return body + check;
    }

    private String deploy(String name) {
        return deploy(owner, name);
    }

    private String deploy(String key, String name) {
        Answer answer = web.post(key, "/v1/deployments", body(name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.text("id");
    }

    private static String body(String name) {
        return "{\"name\":\"" + name + "\",\"target\":\"here\",\"image\":\"sha256:" + "0".repeat(64)
                + "\",\"secrets\":[{\"path\":\"prod/db\",\"file\":\"db\"}],"
                + "\"limits\":{\"environment\":{\"A\":\"1\",\"B\":\"2\",\"C\":\"3\"}}}";
    }

    private Answer issue(String key, String deployment) {
        return web.post(key, "/v1/bootstrap-tokens", "{\"deployment\":\"" + deployment + "\",\"ttl\":\"PT60S\"}");
    }

    private Answer consume(String token, String... headers) {
        return web.raw(
                "POST",
                null,
                "/v1/bootstrap-tokens/consume",
                "text/plain",
                token.getBytes(StandardCharsets.UTF_8),
                headers);
    }
}
