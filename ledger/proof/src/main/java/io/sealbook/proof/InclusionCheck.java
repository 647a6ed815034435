package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import io.sealbook.proof.Verdict.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Checks the ledger's answer that an event is in the tree. */
final class InclusionCheck {
    private final String eventId;
    private final InclusionProof proof;
    private final byte[] leaf;
    private final byte[] root;

    private InclusionCheck(String eventId, InclusionProof proof, byte[] leaf, byte[] root) {
        this.eventId = eventId;
        this.proof = proof;
        this.leaf = leaf;
        this.root = root;
    }

    /** The claim in a file that holds the ledger's JSON answer. */
    static InclusionCheck of(Path file) throws IOException {
        Json answer = Json.read(Files.readString(file));
        List<byte[]> hashes = answer.member("hashes").items().stream()
                .map(hash -> base64(hash.text()))
                .toList();
        return new InclusionCheck(
                answer.member("eventId").text(),
                new InclusionProof(
                        answer.member("index").number(), answer.member("size").number(), hashes),
                base64(answer.member("leaf").text()),
                base64(answer.member("root").text()));
    }

    Verdict check(Optional<byte[]> knownRoot) {
        if (knownRoot.isPresent() && !Arrays.equals(knownRoot.get(), root)) {
            return new Disproved("the answer speaks of another tree: its root is " + text(root));
        }
        if (!Leaf.hasKnownVersion(leaf)) {
            return new Unchecked("the leaf is not of version " + Leaf.VERSION + ", the only one that I know");
        }
        Leaf event;
        try {
            event = Leaf.read(leaf);
        } catch (IllegalArgumentException e) {
            return new Disproved("the leaf is malformed: " + e.getMessage());
        }
        if (!event.eventId().toString().equals(eventId)) {
            return new Disproved("the leaf is that of another event: " + event.eventId());
        }
        if (event.position() != proof.index()) {
            return new Disproved("the leaf says position " + event.position() + ", the proof index " + proof.index());
        }
        if (!proof.verify(TreeHash.leaf(leaf), root)) {
            return new Disproved("the hashes do not lead from the leaf to the root");
        }
        return new Proved("event " + eventId + " (" + event.type() + ", " + event.at() + ")\n" + "is entry "
                + proof.index() + " of the tree of size " + proof.size() + " with root " + text(root));
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static String text(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
