package io.sealbook.proof;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A leaf but for its place in the ledger: all that is known of an event before it is appended, checked and written once,
 * so that little is left to do for whoever gives out the places.
 */
public final class LeafDraft {
    private final String afterTime;
    private final String afterPosition;
    private final String afterSequence;

    /** What {@link Leaf} says of these members holds here, too. */
    public LeafDraft(
            UUID eventId,
            String type,
            String tag,
            String payloadCommitment,
            String ciphertextHash,
            List<String> disclosures) {
        Leaf leaf = new Leaf(0, eventId, type, Instant.EPOCH, tag, 1, payloadCommitment, ciphertextHash, disclosures);
        String written = new String(leaf.bytes(), StandardCharsets.US_ASCII);
        // No value holds a quotation mark, so each of these stands where its member begins and nowhere else.
        int position = written.indexOf("\"pos\":\"0\"") + "\"pos\":\"".length();
        int sequence = written.indexOf("\"seq\":\"1\"") + "\"seq\":\"".length();
        afterTime = written.substring(written.indexOf("\",\"ch\""), position);
        afterPosition = written.substring(position + 1, sequence);
        afterSequence = written.substring(sequence + 1);
    }

    /** The bytes of the leaf at this position (from 0), at this time and place in its stream (from 1). */
    public byte[] bytes(long position, Instant at, long sequence) {
        if (position < 0 || sequence < 1) {
            throw new IllegalArgumentException("a position counts from 0, a sequence from 1");
        }
        String leaf = "{\"at\":\"" + Leaf.written(at) + afterTime + position + afterPosition + sequence + afterSequence;
        return leaf.getBytes(StandardCharsets.US_ASCII);
    }
}
