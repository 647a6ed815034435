package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.HeldHead;
import io.sealbook.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A value comes back byte by byte, and never before its reading is on record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValuesOverHttpTest {
    private static final String CANARY = "c4n4ry-s3cret";

    private WebLedger web;
    private String key;

    @BeforeAll
    void open() {
        web = new WebLedger();
        key = web.key(
                "owner",
                List.of(Rule.allow(
                        Set.of(Action.SECRET_WRITE, Action.SECRET_DESCRIBE, Action.SECRET_DELETE, Action.VALUE_READ),
                        "**")));
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void aWriteAnswersWithTheSecretAndNeverWithItsValue() {
        Answer first = web.put(
                key,
                "/v1/secrets/values/first",
                "{\"value\":\"" + CANARY
                        + "\",\"contentType\":\"text/plain\",\"owner\":\"team\",\"labels\":{\"a\":\"b\"},"
                        + "\"rotateEvery\":\"P90D\"}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body()).doesNotContain(CANARY).doesNotContain("null");
        assertThat(first.header("ETag")).isEqualTo("\"1\"");
        assertThat(Long.parseLong(String.valueOf(first.header("Ledger-Position"))))
                .isEqualTo(first.json().path("asOf").asLong());
        assertThat(web.put(key, "/v1/secrets/values/first", "{\"value\":\"2\"}").status())
                .isEqualTo(200);
    }

    @Test
    void textComesBackAsTextAndIsNeverStored() {
        web.put(
                key,
                "/v1/secrets/values/text",
                "{\"value\":\"şifre \\\"quoted\\\" 🗝\",\"contentType\":\"text/plain\"}");
        Answer json = web.get(key, "/v1/values/values/text");

        assertThat(json.status()).isEqualTo(200);
        assertThat(json.text("value")).isEqualTo("şifre \"quoted\" 🗝");
        assertThat(json.json().has("valueBase64")).isFalse();
        assertThat(json.header("Cache-Control")).isEqualTo("no-store");
        assertThat(json.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void theBareBytesAreThereForWhoeverAsksForText() {
        web.put(key, "/v1/secrets/values/bare", "{\"value\":\"line\\nbreak\\n\"}");
        Answer bare = web.get(key, "/v1/values/values/bare", "Accept", "text/plain");

        assertThat(bare.status()).isEqualTo(200);
        assertThat(bare.body()).isEqualTo("line\nbreak\n");
        assertThat(bare.header("Content-Type")).startsWith("text/plain");
        assertThat(bare.header("Cache-Control")).isEqualTo("no-store");
        assertThat(web.get(key, "/v1/values/values/bare", "Accept", "*/*").status())
                .isEqualTo(200);
    }

    @Test
    void binaryValuesKeepEveryByte() {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        web.put(key, "/v1/secrets/values/binary", "{\"valueBase64\":\"" + base64 + "\"}");

        assertThat(web.get(key, "/v1/values/values/binary").text("valueBase64")).isEqualTo(base64);
        assertThat(web.get(key, "/v1/values/values/binary", "Accept", "text/plain")
                        .bytes())
                .isEqualTo(bytes);
    }

    @Test
    void theLargestValueFitsAndOneByteMoreDoesNot() {
        String largest = "x".repeat(131_072);
        assertThat(web.put(key, "/v1/secrets/values/large", "{\"value\":\"" + largest + "\"}")
                        .status())
                .isEqualTo(201);
        assertThat(web.get(key, "/v1/values/values/large", "Accept", "text/plain")
                        .bytes())
                .hasSize(131_072);
        web.put(key, "/v1/secrets/values/large", "{\"value\":\"" + largest + "x\"}")
                .isProblem(400, "invalid-request");
    }

    @Test
    void olderVersionsStayReadable() {
        web.put(key, "/v1/secrets/values/old", "{\"value\":\"one\"}");
        web.post(key, "/v1/rotations", "{\"path\":\"values/old\",\"generate\":{\"length\":32}}");

        assertThat(web.get(key, "/v1/values/values/old?version=1").text("value"))
                .isEqualTo("one");
        assertThat(web.get(key, "/v1/values/values/old").text("value")).matches("[A-Za-z0-9]{32}");
        web.get(key, "/v1/values/values/old?version=3").isProblem(404, "not-found");
        web.get(key, "/v1/values/values/old?version=-1").isProblem(404, "not-found");
    }

    @Test
    void aDeletedValueIsGoneUntilItIsRestored() {
        web.put(key, "/v1/secrets/values/gone", "{\"value\":\"" + CANARY + "\"}");
        assertThat(web.delete(key, "/v1/secrets/values/gone?reason=cleanup").text("state"))
                .isEqualTo("deleted");

        web.get(key, "/v1/values/values/gone").isProblem(410, "secret-deleted");
        web.put(key, "/v1/secrets/values/gone", "{\"value\":\"x\"}").isProblem(409, "secret-deleted");
        assertThat(web.post(key, "/v1/restorations", "{\"path\":\"values/gone\"}")
                        .text("state"))
                .isEqualTo("live");
        assertThat(web.get(key, "/v1/values/values/gone").text("value")).isEqualTo(CANARY);
    }

    @Test
    void everyReadingIsAnEventAtThePositionThatTheAnswerNames() {
        web.put(key, "/v1/secrets/values/read", "{\"value\":\"x\"}");
        for (String accept : List.of("application/json", "text/plain")) {
            Answer answer = web.get(key, "/v1/values/values/read", "Accept", accept, "X-Request-Id", "my-request-1");
            long position = Long.parseLong(String.valueOf(answer.header("Ledger-Position")));
            RecordedEvent event = web.ledger.events(position).getFirst();

            assertThat(event.event())
                    .isInstanceOfSatisfying(
                            SecretEvent.Read.class,
                            read -> assertThat(read.path().value()).isEqualTo("values/read"));
            assertThat(event.provenance().actor().id()).isEqualTo("owner");
            assertThat(event.provenance().requestId()).isEqualTo("my-request-1");
            assertThat(event.provenance().from()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void whatCannotBeRecordedIsNotRevealed() {
        web.put(key, "/v1/secrets/values/unrecorded", "{\"value\":\"" + CANARY + "\"}");
        Answer answer;
        try (HeldHead held = new HeldHead(web.ledger.database)) {
            answer = web.get(key, "/v1/values/values/unrecorded");
        }
        answer.isProblem(503, "ledger-unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.body()).doesNotContain(CANARY);
    }

    @Test
    void aPatchDescribesAndLeavesTheValueAlone() {
        web.put(key, "/v1/secrets/values/described", "{\"value\":\"x\",\"owner\":\"a\",\"labels\":{\"one\":\"1\"}}");
        Answer patched = web.raw(
                "PATCH",
                key,
                "/v1/secrets/values/described",
                "application/merge-patch+json",
                "{\"owner\":null,\"labels\":{\"two\":\"2\"}}".getBytes(StandardCharsets.UTF_8));

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().has("owner")).isFalse();
        assertThat(patched.json().path("labels").toString()).contains("one").contains("two");
        assertThat(patched.json().path("version").asInt()).isEqualTo(1);
        assertThat(patched.json().path("revision").asInt()).isEqualTo(2);
        Answer same = web.patch(key, "/v1/secrets/values/described", "{}");
        assertThat(same.json().path("revision").asInt()).isEqualTo(2);
        assertThat(same.json().path("asOf").asLong())
                .isGreaterThanOrEqualTo(patched.json().path("asOf").asLong());
    }
}
