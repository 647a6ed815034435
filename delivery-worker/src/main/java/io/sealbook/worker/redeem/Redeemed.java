package io.sealbook.worker.redeem;

/** What asking for the values of a deployment came to. */
public sealed interface Redeemed {
    record Revealed(Delivered delivered) implements Redeemed {}

    /** The ledger will not reveal them; the sentence is for the report. */
    record Refused(String problem) implements Redeemed {}
}
