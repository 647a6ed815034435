package io.sealbook.store;

import io.sealbook.proof.LeafDraft;
import io.sealbook.seal.SealedMetadata;
import io.sealbook.seal.SealedValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the leaf of an event: what the tree commits to, without a trace of any key. */
final class Leaves {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Leaves() {}

    /** The leaf of an event that is sealed and has no place yet. */
    static LeafDraft draft(UUID id, String type, byte[] owner, SealedMetadata metadata, @Nullable SealedValue value) {
        return new LeafDraft(
                id,
                type,
                BASE64.encodeToString(owner),
                value == null ? "" : BASE64.encodeToString(value.commitment()),
                value == null ? "" : BASE64.encodeToString(sha256(value.ciphertext())),
                metadata.disclosureDigests());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("bug: every JDK has SHA-256", impossible);
        }
    }
}
