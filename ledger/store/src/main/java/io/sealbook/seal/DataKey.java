package io.sealbook.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;

/** A random AES-256-GCM key, known by its id; its bytes exist only wrapped and, unwrapped, inside Tink. */
record DataKey(UUID id, Aead aead) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LENGTH = 32;

    /** A new key and its wrapped form. */
    static Wrapped generate(UUID id, Aead keyEncryptionKey, DataKeyTable.Kind kind) {
        byte[] raw = new byte[LENGTH];
        RANDOM.nextBytes(raw);
        try {
            return new Wrapped(
                    new DataKey(id, new AesGcmJce(raw)), keyEncryptionKey.encrypt(raw, kind.associatedData(id)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot wrap a data key", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    static DataKey unwrap(UUID id, byte[] wrapped, Aead keyEncryptionKey, DataKeyTable.Kind kind) {
        try {
            byte[] raw = keyEncryptionKey.decrypt(wrapped, kind.associatedData(id));
            try {
                return new DataKey(id, new AesGcmJce(raw));
            } finally {
                Arrays.fill(raw, (byte) 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the data key " + id + " does not open with this keyring", e);
        }
    }

    record Wrapped(DataKey key, byte[] bytes) {}
}
