package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.ConsistencyProof;
import io.sealbook.proof.InclusionProof;
import io.sealbook.proof.Leaf;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.TlogProof;
import io.sealbook.proof.TreeHash;
import io.sealbook.proof.VerifierKey;
import io.sealbook.proof.Verify;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What strangers and auditors get of the log, checked as they would check it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogOverHttpTest {
    private WebLedger web;
    private String auditor;
    private String writer;

    @BeforeAll
    void open() {
        web = new WebLedger();
        auditor = web.key("auditor", List.of(Rule.allow(Action.AUDIT_READ)));
        writer = web.key("writer", List.of(Rule.allow(Set.of(Action.SECRET_WRITE), "**")));
        for (int i = 0; i < 20; i++) {
            assertThat(web.put(writer, "/v1/secrets/log/s" + i, "{\"value\":\"x\"}")
                            .status())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void everybodyMayHaveTheCheckpointTheKeyAndTheHashesAndAuditorsTheEntries() {
        Checkpoint checkpoint = covering(web.ledger.size());
        String partial = "000.p/" + checkpoint.size();
        assertThat(web.get(null, "/log/tile/0/" + partial).bytes()).hasSize((int) checkpoint.size() * 32);
        assertThat(web.get(null, "/log/tile/0/" + partial).header("Cache-Control"))
                .contains("immutable");
        assertThat(web.get(auditor, "/log/tile/entries/" + partial).status()).isEqualTo(200);
        web.get(null, "/log/tile/entries/" + partial).isProblem(401, "unauthenticated");
        assertThat(web.get(writer, "/log/tile/entries/" + partial).status()).isEqualTo(403);
        for (String odd : List.of("0/000.p/256", "0/999", "9/000", "0/../../checkpoint", "entries", "0")) {
            assertThat(web.get(auditor, "/log/tile/" + odd).status()).as(odd).isIn(400, 404);
        }
    }

    @Test
    void everyEventIsProvedByAFileThatTravelsAlone() {
        for (RecordedEvent event : web.ledger.events(0)) {
            String path = "/v1/log/proofs/inclusion?eventId=" + event.id();
            Answer told = web.get(auditor, path);
            assertThat(told.status()).as(told.body()).isEqualTo(200);
            byte[] leaf = Base64.getDecoder().decode(told.text("leaf"));
            TlogProof alone = TlogProof.read(
                    web.get(auditor, path, "Accept", "text/plain").body());
            assertThat(alone.index()).isEqualTo(event.position());
            assertThat(alone.verify(leaf, key())).isTrue();
            leaf[10] ^= 1;
            assertThat(alone.verify(leaf, key())).isFalse();
        }
    }

    @Test
    void aWriterWhoWaitsForACheckpointGetsTheProofOfItsOwnEvent() {
        Answer written = web.put(writer, "/v1/secrets/log/proved?wait=checkpoint", "{\"value\":\"x\"}");
        assertThat(written.status()).isEqualTo(201);
        JsonNode proof = written.json().path("inclusion");
        assertThat(proof.path("index").asLong()).isEqualTo(Long.parseLong(written.header("Ledger-Position")));
        Checkpoint checkpoint =
                Checkpoint.verified(SignedNote.read(proof.path("checkpoint").asString()), key());
        List<byte[]> hashes = new ArrayList<>();
        proof.path("hashes").forEach(hash -> hashes.add(Base64.getDecoder().decode(hash.asString())));
        byte[] leaf = Base64.getDecoder().decode(proof.path("leaf").asString());
        assertThat(new InclusionProof(proof.path("index").asLong(), checkpoint.size(), hashes)
                        .verify(TreeHash.leaf(leaf), checkpoint.root()))
                .isTrue();
        assertThat(Leaf.read(leaf).eventId()).hasToString(proof.path("eventId").asString());
    }

    @Test
    void nobodyIsShownTheEventOfAnother() {
        String describer = web.key("describer", List.of(Rule.allow(Set.of(Action.SECRET_DESCRIBE), "**")));
        Answer unchanged = web.patch(describer, "/v1/secrets/log/s1?wait=checkpoint", "{}");
        assertThat(unchanged.status()).as(unchanged.body()).isEqualTo(200);
        assertThat(unchanged.json().has("inclusion")).isFalse();
    }

    @Test
    void awaitingAnythingElseIsRefusedBeforeAnythingIsWritten() {
        long before = web.ledger.size();
        web.put(writer, "/v1/secrets/log/s1?wait=PT5S", "{\"value\":\"x\"}").isProblem(400, "invalid-request");
        assertThat(web.ledger.size()).isEqualTo(before);
    }

    @Test
    void betweenAnyTwoCheckpointsTheLogOnlyGrew() {
        List<Checkpoint> checkpoints = new ArrayList<>(List.of(covering(web.ledger.size())));
        for (int i = 0; i < 3; i++) {
            web.put(writer, "/v1/secrets/log/more" + i, "{\"value\":\"x\"}");
            checkpoints.add(covering(web.ledger.size()));
        }
        for (Checkpoint older : checkpoints) {
            for (Checkpoint newer : checkpoints) {
                String path = "/v1/log/proofs/consistency?from=" + older.size() + "&to=" + newer.size();
                if (older.size() <= newer.size()) {
                    List<byte[]> hashes = new ArrayList<>();
                    for (JsonNode hash : web.get(auditor, path).json().path("hashes")) {
                        hashes.add(Base64.getDecoder().decode(hash.asString()));
                    }
                    assertThat(new ConsistencyProof(older.size(), newer.size(), hashes)
                                    .verify(older.root(), newer.root()))
                            .isTrue();
                } else {
                    web.get(auditor, path).isProblem(400, "invalid-request");
                }
            }
        }
        web.get(auditor, "/v1/log/proofs/consistency?from=0&to=99999999").isProblem(400, "invalid-request");
        web.get(auditor, "/v1/log/proofs/consistency?from=-1").isProblem(400, "invalid-request");
        assertThat(new ConsistencyProof(0, 5, List.of())
                        .verify(TreeHash.empty(), checkpoints.getFirst().root()))
                .isTrue();
    }

    @Test
    void aStrangerIsToldOneFieldOfAnEventAndCanCheckIt(@TempDir Path directory) throws IOException {
        Answer written = web.put(
                writer,
                "/v1/secrets/log/told",
                "{\"value\":\"x\",\"comment\":\"why\"}",
                "Idempotency-Key",
                "told-once");
        Answer told = web.get(auditor, "/v1/log/disclosures/" + written.header("Ledger-Position"));
        assertThat(told.status()).as(told.body()).isEqualTo(200);
        assertThat(told.header("Cache-Control")).isEqualTo("no-store");
        Path entry = Files.write(directory.resolve("entry"), Base64.getDecoder().decode(told.text("leaf")));
        Map<String, String> fields = fields(told);
        assertThat(fields).containsOnlyKeys("actor", "description", "from", "path", "requestId", "revision", "version");
        for (String disclosure : fields.values()) {
            assertThat(verify(disclosure, entry)).isEqualTo(Verify.PROVED);
            assertThat(verify(changed(disclosure), entry)).isNotEqualTo(Verify.PROVED);
        }
        String path = new String(Base64.getUrlDecoder().decode(fields.get("path")), StandardCharsets.UTF_8);
        assertThat(path).endsWith(",\"path\",\"log/told\"]");
        assertThat(verify(encoded(path.replace("told", "else")), entry)).isEqualTo(Verify.DISPROVED);
    }

    @Test
    void noEventIsToldWithADigestOfACredentialOrOfARequest() {
        for (RecordedEvent event : web.ledger.events(0)) {
            Answer told = web.get(auditor, "/v1/log/disclosures/" + event.position());
            assertThat(told.text("eventId")).isEqualTo(event.id().toString());
            assertThat(fields(told))
                    .containsKeys("actor", "requestId")
                    .doesNotContainKeys("digest", "nonce", "idempotencyKey", "fingerprint");
        }
    }

    @Test
    void fieldsAreToldToAuditorsOnly() {
        web.get(null, "/v1/log/disclosures/0").isProblem(401, "unauthenticated");
        web.get(writer, "/v1/log/disclosures/0").isProblem(403, "not-allowed");
        web.get(auditor, "/v1/log/disclosures/99999999").isProblem(404, "not-found");
        web.get(auditor, "/v1/log/disclosures/-1").isProblem(400, "invalid-request");
        web.get(auditor, "/v1/log/disclosures/first").isProblem(400, "invalid-request");
    }

    private static Map<String, String> fields(Answer told) {
        Map<String, String> fields = new HashMap<>();
        for (JsonNode field : told.json().path("fields")) {
            fields.put(field.path("name").asString(), field.path("disclosure").asString());
        }
        return fields;
    }

    // In the salt, so that it stays a disclosure.
    private static String changed(String disclosure) {
        char salt = disclosure.charAt(8) == 'A' ? 'B' : 'A';
        return disclosure.substring(0, 8) + salt + disclosure.substring(9);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static int verify(String disclosure, Path entry) throws IOException {
        Path file = Files.writeString(entry.resolveSibling("disclosure"), disclosure);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return Verify.run(List.of("disclosure", file.toString(), entry.toString()), nowhere, nowhere);
    }

    private VerifierKey key() {
        return VerifierKey.read(web.get(null, "/v1/log/keys")
                .json()
                .path("keys")
                .path(0)
                .path("key")
                .asString());
    }

    private Checkpoint covering(long size) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> Checkpoint.verified(
                                SignedNote.read(web.get(null, "/log/checkpoint").body()), key()),
                        checkpoint -> checkpoint.size() >= size);
    }
}
