package io.sealbook.api.http;

/** Where in the ledger an answer stands: the header that every answer to a command has. */
public final class LedgerPosition {
    /** The position of the last event that the command appended. */
    public static final String HEADER = "Ledger-Position";

    private LedgerPosition() {}
}
