package io.sealbook.server.log;

import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.ConsistencyProof;
import io.sealbook.proof.InclusionProof;
import io.sealbook.proof.Leaf;
import io.sealbook.proof.NoteSigner;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.Tile;
import io.sealbook.proof.TileTree;
import io.sealbook.proof.TlogProof;
import io.sealbook.proof.TreeHash;
import io.sealbook.proof.VerifierKey;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The ledger as strangers see it: signed checkpoints, the tiles under them, and proofs made from these. */
public final class TransparencyLog implements AutoCloseable {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final LedgerLog log;
    private final TileFiles files;
    private final NoteSigner signer;
    private final Publisher publisher;

    private TransparencyLog(LedgerLog log, TileFiles files, NoteSigner signer, Publisher publisher) {
        this.log = log;
        this.files = files;
        this.signer = signer;
        this.publisher = publisher;
    }

    /**
     * Opens the log of a ledger and publishes it from now on. Before this returns the ledger is compared with what was
     * signed, and frozen if it contradicts that.
     *
     * @param lock that one replica holds to publish
     * @param alarm told once of every new reason why nothing is signed
     */
    public static TransparencyLog open(
            LogSettings settings, LedgerLog log, AdvisoryLock lock, HeadSignal signal, Consumer<String> alarm) {
        try {
            if (!Files.exists(settings.signingKey()) && log.published().isEmpty()) {
                SigningKeyFile.create(settings.signingKey());
            }
            NoteSigner signer = SigningKeyFile.open(settings.signingKey(), settings.origin());
            TileFiles files = new TileFiles(settings.directory(), Disk::durably);
            Publication publication =
                    new Publication(log, files, new LastCheckpoint(settings.lastCheckpoint(), Disk::durably), signer);
            Publication.Outcome _ = publication.check();
            Publisher publisher = new Publisher(publication, log, lock, signal, alarm);
            return new TransparencyLog(log, files, signer, publisher);
        } catch (IOException e) {
            throw new UncheckedIOException("the log cannot be published", e);
        }
    }

    /** The key that strangers verify checkpoints with. */
    public VerifierKey key() {
        return signer.verifier();
    }

    /** Why nothing is signed, if so. */
    public Optional<String> trouble() {
        return publisher.trouble();
    }

    /** The newest signed checkpoint; empty before the first. */
    Optional<String> checkpoint() {
        return files.checkpoint();
    }

    /** A published tile; empty if there is no such one. */
    Optional<byte[]> tile(Tile tile) {
        try {
            return Optional.of(files.read(tile));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * That an event is in the tree, and the signed checkpoint over that tree.
     *
     * @param note the checkpoint, whose size and root are those of the proof
     */
    record Included(InclusionProof proof, byte[] leaf, byte[] root, SignedNote note) {
        TlogProof alone() {
            return new TlogProof(proof.index(), proof.hashes(), note);
        }

        InclusionAnswer answer() {
            return new InclusionAnswer(
                    Leaf.read(leaf).eventId().toString(),
                    proof.index(),
                    proof.size(),
                    BASE64.encodeToString(root),
                    BASE64.encodeToString(leaf),
                    proof.hashes().stream().map(BASE64::encodeToString).toList(),
                    note.written());
        }
    }

    /** The entry at a position that is in the ledger. */
    LedgerLog.Entry entry(long position) {
        return new LedgerLog.Entry(position, log.leaves(position, 1).getFirst());
    }

    /** Where this event stands, if the ledger has it. */
    Optional<LedgerLog.Entry> find(UUID event) {
        return log.find(event);
    }

    /** Proves an entry under the newest checkpoint; waits for one that covers it, and is empty if none came in time. */
    Optional<Included> inclusion(LedgerLog.Entry entry, Duration atMost) throws InterruptedException {
        return publisher.awaitCovered(entry.position(), atMost).map(covered -> {
            SignedNote note = SignedNote.read(covered.note());
            Checkpoint checkpoint = Checkpoint.verified(note, key());
            InclusionProof proof =
                    InclusionProof.of(entry.position(), checkpoint.size(), new TileTree(checkpoint.size(), files));
            if (!proof.verify(TreeHash.leaf(entry.leaf()), checkpoint.root())) {
                throw new IllegalStateException("the published tiles do not prove position " + entry.position());
            }
            return new Included(proof, entry.leaf(), checkpoint.root(), note);
        });
    }

    /** That the log only grew between two sizes, neither beyond the newest checkpoint. */
    ConsistencyProof consistency(long from, long to) {
        return ConsistencyProof.of(from, to, new TileTree(to, files));
    }

    /** How many entries the newest checkpoint covers; -1 before the first. */
    long coveredSize() {
        return publisher.covered().size();
    }

    /** All leaves in order, page by page, covered or not. */
    List<byte[]> leaves(long from, int atMost) {
        return log.leaves(from, atMost);
    }

    @Override
    public void close() {
        publisher.close();
    }
}
