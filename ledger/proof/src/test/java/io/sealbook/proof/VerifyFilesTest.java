package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers are handed as files: a log of tiles, a proof, two checkpoints, a disclosure. */
class VerifyFilesTest {
    private static final int SIZE = 600;
    private static final NoteSigner SIGNER = NoteSigner.of("sealbook.example/log", new byte[32]);
    private static final NoteSigner STRANGER = NoteSigner.of(
            "sealbook.example/log", "another key of 32 bytes, no more".getBytes(StandardCharsets.US_ASCII));
    // The vector of RFC 9901's construction in docs/contract: the field "actor" of an event.
    private static final String DISCLOSURE =
            "WyJTaFdxS2NXS3RsVjVWR1RGOVB4N1J3IiwiYWN0b3IiLCJ1c2VyOmFsaWNlQGV4YW1wbGUuY29tIl0";
    private static final String DIGEST = "Mm0nqD1Yw04y2Vi6DlLk9tw8LBtIL3oR_lcZaTS_gUw";

    @TempDir
    Path log;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TileTree tree;

    @BeforeEach
    void publish() throws IOException {
        TileGrowth growth = TileGrowth.fromTheStart(this::write);
        for (int i = 0; i < SIZE; i++) {
            growth.append(leaf(i));
        }
        growth.writePartials();
        tree = new TileTree(SIZE, tile -> Files.readAllBytes(log.resolve(tile.path())));
        Files.writeString(log.resolve("checkpoint"), checkpoint(SIZE, SIGNER));
    }

    @Test
    void aWholeDirectoryIsProved() {
        assertThat(verify("log", log.toString(), "--key", key())).isEqualTo(Verify.PROVED);
        assertThat(text(out)).contains("size 600", "as the checkpoint of sealbook.example/log and the tiles say");
        assertThat(text(out)).doesNotContain("Compare");
        assertThat(verify("log", log.toString())).isEqualTo(Verify.PROVED);
        assertThat(text(out)).contains("Compare");
    }

    @Test
    void aCheckpointOfAnotherKeyIsDisproved() throws IOException {
        Files.writeString(log.resolve("checkpoint"), checkpoint(SIZE, STRANGER));
        assertThat(verify("log", log.toString(), "--key", key())).isEqualTo(Verify.DISPROVED);
    }

    @Test
    void noFlippedBitOfAnyFileIsProved() throws IOException {
        Random random = new Random(20_261_122);
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] genuine = Files.readAllBytes(file);
                byte[] flipped = genuine.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                assertThat(verify("log", log.toString(), "--key", key()))
                        .as(file.toString())
                        .isNotEqualTo(Verify.PROVED);
                Files.write(file, genuine);
            }
        }
        assertThat(verify("log", log.toString(), "--key", key())).isEqualTo(Verify.PROVED);
    }

    @Test
    void aMissingFileIsLeftUndecided() throws IOException {
        Files.delete(log.resolve("tile/0/001"));
        assertThat(verify("log", log.toString(), "--key", key())).isEqualTo(Verify.UNCHECKED);
        assertThat(text(err)).contains("there is no file", "tile/0/001");
    }

    @Test
    void everyProofFileProvesItsEntryAndNoOther() throws IOException {
        for (int index : List.of(0, 1, 255, 256, 511, 599)) {
            Path proof = Files.writeString(log.resolve("proof"), proof(index).written());
            Path entry = Files.write(log.resolve("entry"), leaf(index));
            assertThat(verify("proof", proof.toString(), entry.toString(), "--key", key()))
                    .isEqualTo(Verify.PROVED);
            Files.write(entry, leaf(index + 1));
            assertThat(verify("proof", proof.toString(), entry.toString(), "--key", key()))
                    .isEqualTo(Verify.DISPROVED);
        }
        assertThat(verify(
                        "proof",
                        log.resolve("proof").toString(),
                        log.resolve("entry").toString()))
                .isEqualTo(Verify.UNCHECKED);
    }

    @Test
    void noMalformedProofFileIsProved() throws IOException {
        String genuine = proof(300).written();
        Path entry = Files.write(log.resolve("entry"), leaf(300));
        List<String> lines = List.of(genuine.split("\n", -1));
        List<String> forged = new ArrayList<>();
        for (int gone = 0; gone < lines.size(); gone++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(gone);
            forged.add(String.join("\n", fewer));
        }
        forged.add(genuine.replace("index 300", "index 301"));
        forged.add(genuine.replace("index 300", "index 0300"));
        forged.add(genuine.replace("index 300", "index 300 "));
        forged.add(genuine.replace("\n600\n", "\n601\n"));
        forged.add(genuine + "\n");
        forged.add(genuine + "trailing");
        forged.add(genuine.substring(0, genuine.length() - 1));
        forged.add(genuine.replace(lines.get(2), lines.get(2) + "\n" + lines.get(2)));
        forged.add(genuine.replace(lines.get(2), notCanonical(lines.get(2))));
        for (String text : forged) {
            Path proof = Files.writeString(log.resolve("proof"), text);
            assertThat(verify("proof", proof.toString(), entry.toString(), "--key", key()))
                    .as(text)
                    .isNotEqualTo(Verify.PROVED);
        }
    }

    @Test
    void aLogThatOnlyGrewIsProvedAndOneThatForkedIsNot() throws IOException {
        Path before = Files.writeString(log.resolve("before"), checkpoint(256, SIGNER));
        Path answer = Files.writeString(log.resolve("answer"), growth(256, SIZE));
        assertThat(verify(
                        "growth",
                        before.toString(),
                        log.resolve("checkpoint").toString(),
                        answer.toString(),
                        "--key",
                        key()))
                .isEqualTo(Verify.PROVED);
        assertThat(verify(
                        "growth",
                        log.resolve("checkpoint").toString(),
                        before.toString(),
                        answer.toString(),
                        "--key",
                        key()))
                .isEqualTo(Verify.DISPROVED);
        Files.writeString(
                before,
                SIGNER.sign(new Checkpoint("sealbook.example/log", 256, TreeHash.empty()).text())
                        .written());
        assertThat(verify(
                        "growth",
                        before.toString(),
                        log.resolve("checkpoint").toString(),
                        answer.toString(),
                        "--key",
                        key()))
                .isEqualTo(Verify.DISPROVED);
        Files.writeString(
                before,
                SIGNER.sign(new Checkpoint("sealbook.example/log", SIZE, TreeHash.empty()).text())
                        .written());
        assertThat(verify(
                        "growth",
                        before.toString(),
                        log.resolve("checkpoint").toString(),
                        answer.toString(),
                        "--key",
                        key()))
                .isEqualTo(Verify.DISPROVED);
        assertThat(text(out)).contains("the log shrank", "the log forked");
    }

    @Test
    void aDisclosureIsProvedByTheLeafThatCommitsToIt() throws IOException {
        Path disclosure = Files.writeString(log.resolve("disclosure"), DISCLOSURE + "\n");
        Path entry = Files.write(log.resolve("entry"), leaf(0));
        assertThat(verify("disclosure", disclosure.toString(), entry.toString()))
                .isEqualTo(Verify.DISPROVED);
        Files.write(entry, leaf(0, List.of(DIGEST)));
        assertThat(verify("disclosure", disclosure.toString(), entry.toString()))
                .isEqualTo(Verify.PROVED);
        assertThat(text(out)).contains("user:alice@example.com");
        Files.writeString(disclosure, DISCLOSURE + "=");
        assertThat(verify("disclosure", disclosure.toString(), entry.toString()))
                .isEqualTo(Verify.UNCHECKED);
    }

    private TlogProof proof(int index) {
        return new TlogProof(
                index, InclusionProof.of(index, SIZE, tree).hashes(), SignedNote.read(checkpoint(SIZE, SIGNER)));
    }

    private String growth(int from, int to) {
        return ConsistencyProof.of(from, to, tree).hashes().stream()
                .map(Base64Text::of)
                .collect(
                        Collectors.joining("\",\"", "{\"from\":" + from + ",\"to\":" + to + ",\"hashes\":[\"", "\"]}"));
    }

    private String checkpoint(int size, NoteSigner signer) {
        return signer.sign(new Checkpoint("sealbook.example/log", size, tree.root(0, size)).text())
                .written();
    }

    // The last character before the padding carries spare bits.
    private static String notCanonical(String base64) {
        char last = base64.charAt(42);
        String other = base64.substring(0, 42) + (char) (last + 1) + "=";
        assertThat(Base64.getDecoder().decode(other))
                .isEqualTo(Base64.getDecoder().decode(base64));
        return other;
    }

    private void write(Tile tile, byte[] bytes) {
        try {
            Path file = log.resolve(tile.path());
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] leaf(long position) {
        return leaf(position, List.of());
    }

    private static byte[] leaf(long position, List<String> disclosures) {
        return new Leaf(
                        position,
                        new UUID(0x0199b2a47c1e7d2aL, 0x9b57000000000000L + position),
                        "io.sealbook.secret.read.v1",
                        Instant.parse("2026-11-22T08:00:00Z"),
                        "2XIpvE-v9iIvUhwd-uPzug",
                        position + 1,
                        "",
                        "",
                        disclosures)
                .bytes();
    }

    private int verify(String... arguments) {
        return Verify.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String key() {
        return SIGNER.verifier().written();
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
