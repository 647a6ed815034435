package io.sealbook.access;

import io.sealbook.api.http.RefusalReport;

/** Puts a refusal into the ledger: returns when it has committed. The ledger appends itself, others ask it to. */
public interface RefusalRecorder {
    void record(RefusalReport refusal);
}
