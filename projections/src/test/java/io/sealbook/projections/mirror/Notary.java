package io.sealbook.projections.mirror;

import io.sealbook.projections.House;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.NoteSigner;
import io.sealbook.proof.VerifierKey;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerSchema;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Signs the true head of a ledger, as the log's publisher does, and remembers what it signed. */
final class Notary {
    static final String ORIGIN = "sealbook.example/mirror";

    private final LedgerLog log;
    private final NoteSigner signer = NoteSigner.of(ORIGIN, new byte[32]);
    private final Map<Long, String> notes = new ConcurrentHashMap<>();
    private volatile long newest = -1;

    Notary(House house) {
        this.log = new LedgerLog(
                house.ledger, house.database.as(LedgerSchema.LEDGER_ROLE).direct());
    }

    VerifierKey key() {
        return signer.verifier();
    }

    /** The size of the newest checkpoint, as soon as anybody may know of it; -1 before the first. */
    long newest() {
        return newest;
    }

    String note(long size) {
        return notes.getOrDefault(size, "a note that nobody signed");
    }

    /** Publishes a checkpoint over all that is committed; returns its size. */
    long sign() {
        LedgerLog.Head head = log.head();
        String note = signer.sign(new Checkpoint(ORIGIN, head.size(), head.root()).text())
                .written();
        notes.put(head.size(), note);
        newest = head.size();
        log.publish(head.size(), note);
        return head.size();
    }

    /** Puts something else in the place of the newest checkpoint. */
    void publish(long size, String note) {
        log.publish(size, note);
    }
}
