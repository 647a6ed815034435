package io.sealbook.worker.place;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The part of a name that nobody guesses. */
final class Salt {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Salt() {}

    /** That many random bytes, in hexadecimal digits. */
    static String of(int bytes) {
        byte[] salt = new byte[bytes];
        RANDOM.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }
}
