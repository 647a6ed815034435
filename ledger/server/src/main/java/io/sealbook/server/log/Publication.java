package io.sealbook.server.log;

import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.NoteSigner;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.TileGrowth;
import io.sealbook.proof.TreeHash;
import io.sealbook.store.LedgerLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass of publishing: hash the stored leaves again, write their tiles, compare with the stored root, move the record
 * of the last checkpoint, sign, publish. Every step may be repeated, and a pass may end anywhere: the next one finds what
 * is there. What is signed always continues the record, and the record always continues what was signed before.
 *
 * <p>One at a time for each log: the publisher holds a lock. If two should meet nevertheless, the record's
 * compare-and-swap lets one of them sign.
 */
final class Publication {
    private final LedgerLog log;
    private final TileFiles files;
    private final LastCheckpoint last;
    private final NoteSigner signer;

    // What was hashed already; dropped after any failure, because then it may be ahead of the record.
    private @Nullable TileGrowth growth;

    // The text that this process signed and published last.
    private @Nullable String signed;

    Publication(LedgerLog log, TileFiles files, LastCheckpoint last, NoteSigner signer) {
        this.log = log;
        this.files = files;
        this.last = last;
        this.signer = signer;
    }

    /** How a pass ended. */
    sealed interface Outcome {
        /** The newest checkpoint covers the whole ledger as this pass saw it. */
        record Covered(long size) implements Outcome {}

        /** Nothing was signed: what is stored contradicts itself. It may be mended, and then publishing goes on. */
        record Halted(String reason) implements Outcome {}

        /** Nothing was signed, and nothing may be appended: the ledger's history contradicts what was signed. */
        record Frozen(String reason) implements Outcome {}
    }

    /** A stored leaf is not what its hash says. */
    private static final class LeafMismatchException extends Exception {
        private static final long serialVersionUID = 1L;

        LeafMismatchException(long position) {
            super("the leaf at position " + position + " does not have the hash that is stored beside it");
        }
    }

    /** The ledger's first events are not those of the record. */
    private static final class ForkedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Compares the ledger with the record before anything may be appended: freezes one that is older than what was
     * signed, or whose record is gone. A ledger of which nothing was ever signed gets its record here.
     */
    Outcome check() throws IOException {
        LedgerLog.Head head = log.head();
        if (head.frozen().isPresent()) {
            return new Outcome.Frozen(head.frozen().get());
        }
        Optional<Checkpoint> record = last.read();
        if (record.isEmpty() && (head.size() == 0 || nothingWasEverPublished())) {
            boolean _ = last.replace(record, new Checkpoint(origin(), 0, TreeHash.empty()));
            return new Outcome.Covered(0);
        }
        if (record.isEmpty()) {
            return freeze("the record of the last checkpoint is missing: " + last.file());
        }
        if (!record.get().origin().equals(origin())) {
            return freeze("the record of the last checkpoint is that of another log: "
                    + record.get().origin());
        }
        long published = files.signedSize(signer.verifier());
        if (published > record.get().size()) {
            return freeze(
                    "the record of the last checkpoint is over " + record.get().size() + " events, but one over "
                            + published + " was published: the record was rolled back");
        }
        if (head.size() < record.get().size()) {
            return freeze("the database holds " + head.size() + " events, but a checkpoint over "
                    + record.get().size() + " was signed: it was rolled back");
        }
        if (head.size() == record.get().size()
                && !Arrays.equals(head.root(), record.get().root())) {
            return forked(record.get());
        }
        return new Outcome.Covered(record.get().size());
    }

    // The database remembers its publication as well: whoever lost the files alone has not lost that.
    private boolean nothingWasEverPublished() {
        return log.published().isEmpty() && files.checkpoint().isEmpty();
    }

    /** Publishes whatever is committed and not yet covered. */
    Outcome publish() throws IOException {
        Outcome checked = check();
        if (!(checked instanceof Outcome.Covered)) {
            growth = null;
            return checked;
        }
        Checkpoint record =
                last.read().orElseThrow(() -> new IOException("the record of the last checkpoint vanished"));
        try {
            TileGrowth grown = growth(record);
            LedgerLog.Head head = grow(grown, record);
            if (!Arrays.equals(grown.root(), head.root())) {
                growth = null;
                return disagreement(record, head);
            }
            if (head.size() > record.size()) {
                grown.writePartials();
                Checkpoint next = new Checkpoint(origin(), head.size(), head.root());
                if (!last.replace(Optional.of(record), next)) {
                    throw new IOException("somebody else moved the record of the last checkpoint");
                }
                record = next; // the commit point: from here on the signature is owed, and a restart pays it
            }
            if (!record.text().equals(signed)) {
                sign(record);
                signed = record.text();
            }
            return new Outcome.Covered(record.size());
        } catch (ForkedException e) {
            growth = null;
            return forked(record);
        } catch (LeafMismatchException | TileFiles.TileConflictException e) {
            growth = null;
            return new Outcome.Halted(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            growth = null;
            signed = null;
            throw e;
        }
    }

    // Goes on from the tiles if they lead to the record's root; else hashes everything from the first leaf again.
    private TileGrowth growth(Checkpoint record) throws IOException {
        TileGrowth known = growth;
        if (known != null && known.size() == record.size()) {
            return known;
        }
        try {
            TileGrowth resumed = TileGrowth.from(record.size(), files, files);
            if (Arrays.equals(resumed.root(), record.root())) {
                growth = resumed;
                return resumed;
            }
        } catch (IOException | UncheckedIOException missing) {
            // Tiles can be made again from the ledger.
        }
        TileGrowth anew = TileGrowth.fromTheStart(files);
        growth = anew;
        return anew;
    }

    private LedgerLog.Head grow(TileGrowth grown, Checkpoint record)
            throws IOException, LeafMismatchException, ForkedException {
        try {
            LedgerLog.Head head = log.read(grown.size(), (LedgerLog.Visitor<Exception>) (position, leaf, leafHash) -> {
                if (position != grown.size() || !Arrays.equals(TreeHash.leaf(leaf), leafHash)) {
                    throw new LeafMismatchException(grown.size());
                }
                requireRecord(grown, record);
                grown.append(leaf);
            });
            requireRecord(grown, record);
            return head;
        } catch (IOException | LeafMismatchException | ForkedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("bug: the visitor throws nothing else", e);
        }
    }

    private static void requireRecord(TileGrowth grown, Checkpoint record) throws ForkedException {
        if (grown.size() == record.size() && !Arrays.equals(grown.root(), record.root())) {
            throw new ForkedException();
        }
    }

    // Every leaf has its hash, but together they do not make the stored root: a second history, or a damaged head.
    private Outcome disagreement(Checkpoint record, LedgerLog.Head head) {
        if (!Arrays.equals(log.rootOver(record.size()), record.root())) {
            return forked(record);
        }
        return new Outcome.Halted("the leaves from position " + record.size() + " to " + (head.size() - 1)
                + " do not make the root that is stored");
    }

    private Outcome forked(Checkpoint record) {
        return freeze("the first " + record.size() + " events are not those that a checkpoint was signed over");
    }

    private Outcome freeze(String reason) {
        log.freeze(reason);
        return new Outcome.Frozen(reason);
    }

    // Ed25519 is deterministic: signing the same record twice gives the same note.
    private void sign(Checkpoint record) throws IOException {
        SignedNote note = signer.sign(record.text());
        if (!files.checkpoint().equals(Optional.of(note.written()))) {
            files.publish(note);
        }
        if (log.published().map(LedgerLog.Published::size).orElse(-1L) < record.size()) {
            log.publish(record.size(), note.written());
        }
    }

    private String origin() {
        return signer.verifier().name();
    }
}
