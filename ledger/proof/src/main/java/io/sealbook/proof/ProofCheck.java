package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Checks what travels in files of its own: a proof, a disclosure, the growth between two checkpoints. */
final class ProofCheck {
    private ProofCheck() {}

    /** A {@code .tlog-proof} and the entry that it speaks of, byte for byte. */
    static Verdict proof(Path proofFile, Path entryFile, Trust trust) throws IOException {
        VerifierKey key = trust.requireKey();
        TlogProof proof = TlogProof.read(Files.readString(proofFile));
        byte[] entry = Files.readAllBytes(entryFile);
        Checkpoint checkpoint = Checkpoint.verified(proof.checkpoint(), key);
        if (!proof.verify(entry, key)) {
            return new Disproved("the hashes do not lead from the entry to the signed root");
        }
        return new Proved("the entry is number " + proof.index() + " of the log " + checkpoint);
    }

    /** A field that somebody was told, and the leaf of its event. */
    static Verdict disclosure(Path disclosureFile, Path entryFile) throws IOException {
        Disclosure disclosure = Disclosure.read(Files.readString(disclosureFile).strip());
        Leaf leaf = Leaf.read(Files.readAllBytes(entryFile));
        return disclosure.isIn(leaf)
                ? new Proved("event " + leaf.eventId() + " was recorded with " + disclosure.json())
                : new Disproved("event " + leaf.eventId() + " does not commit to " + disclosure.json());
    }

    /** Two checkpoints, and the ledger's JSON answer on what lies between them. */
    static Verdict growth(Path oldFile, Path newFile, Path answerFile, Trust trust) throws IOException {
        Checkpoint before = trust.checkpoint(oldFile);
        Checkpoint after = trust.checkpoint(newFile);
        Json answer = Json.read(Files.readString(answerFile));
        ConsistencyProof proof = new ConsistencyProof(
                answer.member("from").number(),
                answer.member("to").number(),
                answer.member("hashes").items().stream()
                        .map(hash -> Base64Text.hash(hash.text()))
                        .toList());
        if (!before.origin().equals(after.origin())) {
            return new Disproved("the checkpoints are of two logs: " + before.origin() + ", " + after.origin());
        }
        if (before.size() > after.size()) {
            return new Disproved("the log shrank from " + before.size() + " to " + after.size() + " entries");
        }
        if (before.size() == after.size() && !Arrays.equals(before.root(), after.root())) {
            return new Disproved("the log forked: two roots for " + after.size() + " entries");
        }
        if (proof.oldSize() != before.size() || proof.newSize() != after.size()) {
            return new Disproved("the answer speaks of sizes " + proof.oldSize() + " and " + proof.newSize());
        }
        return proof.verify(before.root(), after.root())
                ? new Proved("the log only grew, from " + before.size() + " to " + after.size() + " entries\n" + "now: "
                        + after)
                : new Disproved("the hashes do not lead from the old root to the new one");
    }
}
