package io.sealbook.store;

/** The ledger cannot append right now; nothing of the request took effect. Callers answer 503 and ask to come back. */
public final class LedgerUnavailableException extends RuntimeException {
    public LedgerUnavailableException(String message) {
        super(message);
    }

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
