package io.sealbook.projections.mirror;

import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.SignedNote;
import io.sealbook.store.LedgerLog;

/**
 * A checkpoint that may be published. Who signed it is for the consumer to check: the mirror holds no key to tell.
 *
 * @param size how many events it covers
 * @param origin the log's name
 * @param note its signed note, byte for byte as the log published it
 */
record SignedCheckpoint(long size, String origin, String note) {

    /** What is not a checkpoint in a signed note, of the size that is claimed for it, covers nothing. */
    static SignedCheckpoint read(LedgerLog.Published published) {
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.read(SignedNote.read(published.note()).text());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the ledger's newest checkpoint cannot be read: " + e.getMessage(), e);
        }
        if (checkpoint.size() != published.size()) {
            throw new IllegalStateException("the ledger's newest checkpoint is of size " + checkpoint.size()
                    + ", and the database says " + published.size());
        }
        return new SignedCheckpoint(checkpoint.size(), checkpoint.origin(), published.note());
    }
}
