package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import io.sealbook.proof.Verdict.Unchecked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Checks the ledger's answer that an event is in the tree. */
final class InclusionCheck {
    private final String eventId;
    private final InclusionProof proof;
    private final byte[] leaf;
    private final byte[] root;
    private final Optional<SignedNote> checkpoint;

    private InclusionCheck(
            String eventId, InclusionProof proof, byte[] leaf, byte[] root, Optional<SignedNote> checkpoint) {
        this.eventId = eventId;
        this.proof = proof;
        this.leaf = leaf;
        this.root = root;
        this.checkpoint = checkpoint;
    }

    /** The claim in a file that holds the ledger's JSON answer. */
    static InclusionCheck of(Path file) throws IOException {
        Json answer = Json.read(Files.readString(file));
        List<byte[]> hashes = answer.member("hashes").items().stream()
                .map(hash -> Base64Text.hash(hash.text()))
                .toList();
        return new InclusionCheck(
                answer.member("eventId").text(),
                new InclusionProof(
                        answer.member("index").number(), answer.member("size").number(), hashes),
                Base64Text.read(answer.member("leaf").text()),
                Base64Text.hash(answer.member("root").text()),
                answer.find("checkpoint").map(Json::text).map(SignedNote::read));
    }

    Verdict check(Trust trust) {
        if (trust.isAgainst(root)) {
            return new Disproved("the answer speaks of another tree: its root is " + Base64Text.of(root));
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
        String signed = "";
        if (trust.key().isPresent()) {
            Optional<Checkpoint> said = checkpoint.map(trust::checkpoint);
            if (said.isEmpty()) {
                return new Unchecked("the answer holds no checkpoint, so there is no signature to check");
            }
            if (said.get().size() != proof.size() || !Arrays.equals(said.get().root(), root)) {
                return new Disproved("the signed checkpoint speaks of another tree: " + said.get());
            }
            signed = "\nsigned by " + trust.requireKey().name();
        }
        return new Proved("event " + eventId + " (" + event.type() + ", " + event.at() + ")\n" + "is entry "
                + proof.index() + " of the tree of size " + proof.size() + " with root " + Base64Text.of(root)
                + signed);
    }
}
