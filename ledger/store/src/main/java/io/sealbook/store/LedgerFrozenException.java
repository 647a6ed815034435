package io.sealbook.store;

/**
 * The ledger is frozen: its history contradicts a checkpoint that was signed. Nothing is appended, and so nothing is
 * revealed, until an operator acts.
 */
public final class LedgerFrozenException extends RuntimeException {
    public LedgerFrozenException(String reason) {
        super("the ledger is frozen: " + reason);
    }
}
