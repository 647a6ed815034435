package io.sealbook.store;

import io.sealbook.proof.Leaf;
import io.sealbook.seal.SealedValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/** Makes the leaf of an event: what the tree commits to, without a trace of any key. */
final class Leaves {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Leaves() {}

    /** Leaf v1 bytes of the event at this position, at this time and place in its stream. */
    static byte[] bytes(SealedEvent event, long position, Instant at, long seq) {
        SealedValue value = event.value();
        return new Leaf(
                        position,
                        event.id(),
                        event.type().toString(),
                        at,
                        BASE64.encodeToString(event.owner()),
                        seq,
                        value == null ? "" : BASE64.encodeToString(value.commitment()),
                        value == null ? "" : BASE64.encodeToString(sha256(value.ciphertext())),
                        event.metadata().disclosureDigests())
                .bytes();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("bug: every JDK has SHA-256", impossible);
        }
    }
}
