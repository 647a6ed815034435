package io.sealbook.seal;

import java.util.UUID;

/**
 * A secret value that nobody can read without its data key and the key that wraps it.
 *
 * @param key the data key
 * @param commitment HMAC-SHA256 under a random key inside the seal: the leaf commits to the plaintext by it, and nobody
 *     can guess the plaintext from it
 */
public record SealedValue(UUID key, byte[] commitment, byte[] ciphertext) {
    @Override
    public String toString() {
        return "SealedValue[" + key + "]";
    }
}
