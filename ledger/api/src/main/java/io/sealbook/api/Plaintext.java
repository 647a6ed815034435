package io.sealbook.api;

import com.google.errorprone.annotations.RestrictedApi;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Secret bytes in memory. They are owned by this object from birth, seen only by code that declares it, and wiped on
 * {@link #close()}; a use after that fails.
 */
public final class Plaintext implements AutoCloseable {
    private final byte[] bytes;
    private boolean wiped;

    private Plaintext(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes ownership of the array: the caller must not keep or change it. */
    public static Plaintext owning(byte[] bytes) {
        return new Plaintext(bytes);
    }

    /** Lets {@code once} see the bytes for the length of the call; it must not keep the array. */
    @RestrictedApi(explanation = "secret bytes leave here", allowlistAnnotations = HandlesPlaintext.class)
    public synchronized <T> T use(Function<byte[], T> once) {
        if (wiped) {
            throw new IllegalStateException("bug: the plaintext was wiped already");
        }
        return once.apply(bytes);
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public synchronized void close() {
        wiped = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
