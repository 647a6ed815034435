package io.sealbook.store;

/**
 * The ledger does not answer right now. As a rule nothing of the request took effect; where the database fell silent
 * during a commit, only the ledger can tell, so a repeat needs a condition or an idempotency key. Callers answer 503.
 */
public final class LedgerUnavailableException extends RuntimeException {
    public LedgerUnavailableException(String message) {
        super(message);
    }

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
