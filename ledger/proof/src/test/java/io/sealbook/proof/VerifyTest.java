package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    private static final List<String> TAGS =
            List.of("2XIpvE-v9iIvUhwd-uPzug", "AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBA");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aWholeLogIsProvedAndItsRootTold() throws IOException {
        List<byte[]> log = log(300);
        assertThat(verify("log", export(log))).isEqualTo(Verify.PROVED);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("proved: ")
                .contains("3 streams", "size 300", root(log), "--root");
        assertThat(verify("log", export(log), "--root", root(log))).isEqualTo(Verify.PROVED);
    }

    @Test
    void anEmptyLogHasTheRootOfNothing() throws IOException {
        assertThat(verify("log", export(List.of()))).isEqualTo(Verify.PROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void anotherRootDisprovesTheLog() throws IOException {
        assertThat(verify("log", export(log(300)), "--root", root(log(299)))).isEqualTo(Verify.DISPROVED);
    }

    @Test
    void aMissingEntryIsSeenWithoutAnyRoot() throws IOException {
        List<byte[]> log = log(50);
        log.remove(20);
        assertThat(verify("log", export(log))).isEqualTo(Verify.DISPROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("entry 20: says that its position is 21");
    }

    @Test
    void anEventMissingFromItsStreamIsSeenThoughPositionsAreDense() throws IOException {
        List<byte[]> log = log(4);
        log.set(3, leaf(3, TAGS.getFirst(), 3, START.plusSeconds(3)));
        assertThat(verify("log", export(log))).isEqualTo(Verify.DISPROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("goes on with 3 instead of 2");
    }

    @Test
    void timeThatRunsBackwardsIsSeen() throws IOException {
        List<byte[]> log = log(4);
        log.set(3, leaf(3, TAGS.getFirst(), 2, START));
        assertThat(verify("log", export(log))).isEqualTo(Verify.DISPROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("older than the entry before it");
    }

    @Test
    void anEntryOfAnotherVersionIsLeftUndecided() throws IOException {
        List<byte[]> log = log(4);
        log.add("{\"v\":\"sl/2\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(verify("log", export(log))).isEqualTo(Verify.UNCHECKED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("entry 4 is not a leaf of version sl/1");
    }

    @Test
    void aTornExportIsNoProof() throws IOException {
        Path export = directory.resolve("torn");
        byte[] whole = Files.readAllBytes(Path.of(export(log(3))));
        for (int length = whole.length - 600; length < whole.length; length++) {
            Files.write(export, Arrays.copyOf(whole, length));
            int expected = entriesEndAt(whole, length) ? Verify.PROVED : Verify.UNCHECKED;
            assertThat(verify("log", export.toString())).as("length %d", length).isEqualTo(expected);
        }
    }

    @Test
    void everyEntryOfTheLogIsProvedByItsAnswer() throws IOException {
        List<byte[]> log = log(21);
        for (int index = 0; index < log.size(); index++) {
            String answer = answer(log, index, index);
            assertThat(verify("inclusion", answer)).isEqualTo(Verify.PROVED);
            assertThat(verify("inclusion", answer, "--root", root(log))).isEqualTo(Verify.PROVED);
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "proved: event " + eventId(0) + " (io.sealbook.secret.read.v1, 2026-11-22T08:00:00Z)",
                        "is entry 0 of the tree of size 21 with root " + root(log));
    }

    @Test
    void anAnswerFromAnotherTreeIsDisproved() throws IOException {
        assertThat(verify("inclusion", answer(log(21), 4, 4), "--root", root(log(20))))
                .isEqualTo(Verify.DISPROVED);
    }

    @Test
    void aLeafThatIsNotTheOneAskedForIsDisproved() throws IOException {
        List<byte[]> log = log(21);
        assertThat(verify("inclusion", answer(log, 4, 5))).isEqualTo(Verify.DISPROVED);
        Path answer = Path.of(answer(log, 4, 4));
        Files.writeString(
                answer,
                Files.readString(answer)
                        .replace(eventId(4).toString(), eventId(6).toString()));
        assertThat(verify("inclusion", answer.toString())).isEqualTo(Verify.DISPROVED);
    }

    @Test
    void noForgedAnswerIsProved() throws IOException {
        List<byte[]> log = log(21);
        String genuine = Files.readString(Path.of(answer(log, 4, 4)));
        Random random = new Random(20_261_122);
        Path forged = directory.resolve("forged.json");
        for (int round = 0; round < 300; round++) {
            int at = random.nextInt(genuine.length());
            char other = (char) (' ' + random.nextInt(95));
            String text = genuine.substring(0, at) + other + genuine.substring(at + 1);
            if (!text.equals(genuine)) {
                Files.writeString(forged, text);
                assertThat(verify("inclusion", forged.toString(), "--root", root(log)))
                        .as("character %d became %s", at, other)
                        .isNotEqualTo(Verify.PROVED);
            }
        }
    }

    @Test
    void whatALaterLedgerAddsToTheAnswerIsNoHindrance() throws IOException {
        Path answer = Path.of(answer(log(21), 4, 4));
        String later = "{ \"note\" : { \"a\":[1, -2.5e3, true, null, {}, []], \"b\":\"\\u00fc\\n\" },\n";
        Files.writeString(answer, later + Files.readString(answer).substring(1));
        assertThat(verify("inclusion", answer.toString())).isEqualTo(Verify.PROVED);
    }

    @Test
    void whatCannotBeReadIsNeitherProvedNorDisproved() throws IOException {
        Path odd = directory.resolve("odd");
        for (String text : List.of(
                "", "{", "[]", "null", "{}", "{\"index\":1}", "{\"hashes\":1}", "[".repeat(100), "{\"a\":1,\"a\":1}")) {
            Files.writeString(odd, text);
            assertThat(verify("inclusion", odd.toString())).as(text).isEqualTo(Verify.UNCHECKED);
        }
        Files.write(odd, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(verify("inclusion", odd.toString())).isEqualTo(Verify.UNCHECKED);
        assertThat(verify("inclusion", directory.resolve("missing").toString())).isEqualTo(Verify.UNCHECKED);
        assertThat(verify("log", directory.resolve("missing").toString())).isEqualTo(Verify.UNCHECKED);
        assertThat(verify("log", export(List.of()), "--root", "AAAA")).isEqualTo(Verify.UNCHECKED);
        assertThat(verify("log", export(List.of()), "--root", "?")).isEqualTo(Verify.UNCHECKED);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void unknownWordsShowTheHelp() {
        assertThat(verify()).isEqualTo(Verify.UNCHECKED);
        assertThat(verify("prove", "me")).isEqualTo(Verify.UNCHECKED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("sealbook-verify inclusion FILE");
        assertThat(verify("--help")).isEqualTo(Verify.PROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("sealbook-verify log FILE|DIRECTORY");
    }

    private int verify(String... arguments) {
        return Verify.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String export(List<byte[]> log) throws IOException {
        Path file = Files.createTempFile(directory, "log", ".entries");
        try (DataOutputStream entries = new DataOutputStream(Files.newOutputStream(file))) {
            for (byte[] leaf : log) {
                entries.writeShort(leaf.length);
                entries.write(leaf);
            }
        }
        return file.toString();
    }

    /** The ledger's answer about the event at {@code index}, with the leaf that stands at {@code leafAt}. */
    private String answer(List<byte[]> log, int index, int leafAt) throws IOException {
        InclusionProof proof = InclusionProof.of(
                index,
                log.size(),
                ReferenceTree.over(log.stream().map(TreeHash::leaf).toList()));
        String hashes = proof.hashes().stream()
                .map(hash -> "\"" + base64(hash) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        Path file = Files.createTempFile(directory, "inclusion", ".json");
        return Files.writeString(
                        file,
                        "{\"eventId\":\"" + eventId(index) + "\",\"index\":" + index + ",\"size\":" + log.size()
                                + ",\"root\":\"" + root(log) + "\",\"leaf\":\"" + base64(log.get(leafAt))
                                + "\",\"hashes\":" + hashes + "}")
                .toString();
    }

    private static List<byte[]> log(int size) {
        List<byte[]> log = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            log.add(leaf(i, TAGS.get(i % 3), 1 + i / 3, START.plusSeconds(i)));
        }
        return log;
    }

    private static byte[] leaf(long position, String tag, long sequence, Instant at) {
        return new Leaf(position, eventId(position), "io.sealbook.secret.read.v1", at, tag, sequence, "", "", List.of())
                .bytes();
    }

    private static UUID eventId(long position) {
        return new UUID(0x0199b2a47c1e7d2aL, 0x9b57000000000000L + position);
    }

    private static boolean entriesEndAt(byte[] export, int length) {
        int at = 0;
        while (at < length) {
            at += 2 + (((export[at] & 0xff) << 8) | (export[at + 1] & 0xff));
        }
        return at == length;
    }

    private static String root(List<byte[]> log) {
        return base64(ReferenceTree.root(log.stream().map(TreeHash::leaf).toList()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
