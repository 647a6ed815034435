package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors in docs/contract/log, each named by what it shows. The audit page runs the same files. */
class VectorsTest {
    private static final Path FOLDER = Path.of("../../docs/contract/log/vectors");

    static List<String> vectors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theVectorsAreThere() throws IOException {
        assertThat(vectors()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorHoldsOrIsRefused(String name) throws IOException {
        Json vector = Json.read(Files.readString(FOLDER.resolve(name)));
        if (text(vector, "kind").equals("tree")) {
            hasTheRoots(vector);
            return;
        }
        boolean expected = vector.member("holds").equals(new Json.Word("true"));
        assertThat(holds(vector)).as(text(vector, "shows")).isEqualTo(expected);
    }

    private static void hasTheRoots(Json vector) {
        Frontier tree = Frontier.empty();
        List<String> roots = new ArrayList<>(List.of(Base64Text.of(tree.root())));
        for (Json entry : vector.member("entries").items()) {
            tree.append(TreeHash.leaf(Base64Text.read(entry.text())));
            roots.add(Base64Text.of(tree.root()));
        }
        assertThat(roots)
                .isEqualTo(
                        vector.member("roots").items().stream().map(Json::text).toList());
    }

    private static boolean holds(Json vector) {
        try {
            return switch (text(vector, "kind")) {
                case "inclusion" ->
                    new InclusionProof(number(vector, "index"), number(vector, "size"), hashes(vector))
                            .verify(hash(vector, "leafHash"), hash(vector, "root"));
                case "consistency" ->
                    new ConsistencyProof(number(vector, "from"), number(vector, "to"), hashes(vector))
                            .verify(hash(vector, "oldRoot"), hash(vector, "newRoot"));
                case "key" -> key(vector).written().equals(text(vector, "key"));
                case "note" -> note(vector).isSignedBy(key(vector));
                case "checkpoint" -> isCheckpoint(vector);
                case "leaf" -> isLeaf(vector);
                default -> throw new IllegalStateException("a vector of a kind that nobody knows: " + vector);
            };
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static boolean isCheckpoint(Json vector) {
        Checkpoint checkpoint = Checkpoint.verified(note(vector), key(vector));
        return Long.toString(checkpoint.size()).equals(text(vector, "size"))
                && Base64Text.of(checkpoint.root()).equals(text(vector, "root"));
    }

    private static boolean isLeaf(Json vector) {
        byte[] bytes = Base64Text.read(text(vector, "leaf"));
        Leaf leaf = Leaf.read(bytes);
        return new String(bytes, StandardCharsets.US_ASCII).contains("\"at\":\"" + text(vector, "at") + "\"")
                && leaf.eventId().toString().equals(text(vector, "eventId"))
                && leaf.position() == number(vector, "position")
                && leaf.type().equals(text(vector, "type"));
    }

    private static SignedNote note(Json vector) {
        return SignedNote.read(text(vector, "note"));
    }

    private static VerifierKey key(Json vector) {
        return VerifierKey.read(text(vector, "key"));
    }

    private static List<byte[]> hashes(Json vector) {
        return vector.member("hashes").items().stream()
                .map(hash -> Base64Text.hash(hash.text()))
                .toList();
    }

    private static byte[] hash(Json vector, String name) {
        return Base64Text.hash(text(vector, name));
    }

    private static String text(Json vector, String name) {
        return vector.member(name).text();
    }

    private static long number(Json vector, String name) {
        return vector.member(name).number();
    }
}
