package io.sealbook.proof;

import java.util.Base64;

/** Standard base64 (RFC 4648 §4) in its one canonical form: padded, and no spare bit set. */
final class Base64Text {
    private Base64Text() {}

    static String of(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The bytes; any other form of them, and anything else, is an {@link IllegalArgumentException}. */
    static byte[] read(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!of(bytes).equals(text)) {
            throw new IllegalArgumentException("base64 has one canonical form, and this is another");
        }
        return bytes;
    }

    /** A hash of 32 bytes. */
    static byte[] hash(String text) {
        byte[] hash = read(text);
        if (hash.length != TreeHash.LENGTH) {
            throw new IllegalArgumentException("a hash is 32 bytes in base64");
        }
        return hash;
    }
}
