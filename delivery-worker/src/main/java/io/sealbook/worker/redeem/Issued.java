package io.sealbook.worker.redeem;

import io.sealbook.api.Plaintext;

/** What asking for a bootstrap token came to. */
public sealed interface Issued {
    /** A live token. Whoever holds it closes it, and with it every byte is wiped. */
    record Token(Plaintext token) implements Issued, AutoCloseable {
        @Override
        public void close() {
            token.close();
        }
    }

    /** The ledger issues none; the sentence is for the report. */
    record Refused(String problem) implements Issued {}
}
