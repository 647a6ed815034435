package io.sealbook.proof;

import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 in its one canonical form, no spare bit set: standard and padded (RFC 4648 §4), or, where it says so, for URLs
 * and unpadded (§5).
 */
final class Base64Text {
    private static final String URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] URL_VALUES = new byte[256];

    static {
        Arrays.fill(URL_VALUES, (byte) -1);
        for (byte value = 0; value < URL.length(); value++) {
            URL_VALUES[URL.charAt(value)] = value;
        }
    }

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

    /** Whether the text is so many bytes for a URL. */
    static boolean isUrlOf(int bytes, String text) {
        int length = Math.ceilDiv(8 * bytes, 6);
        if (text.length() != length) {
            return false;
        }
        // No branch and no copy for each character, since every entry of a log has some six hundred of them.
        int values = 0;
        int characters = 0;
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            characters |= character;
            values |= URL_VALUES[character & 0xff];
        }
        int spare = (1 << (6 * length - 8 * bytes)) - 1;
        return values >= 0 && characters <= 0xff && (URL_VALUES[text.charAt(length - 1)] & spare) == 0;
    }
}
