package io.sealbook.proof;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the root of a tree again from its entries. It repeats what {@link Frontier} and {@link TreeHash} know on
 * purpose and shares nothing with them: a mistake in the code that appends would otherwise confirm itself.
 */
final class Recount {
    private final MessageDigest sha256 = sha256();
    private final Listener listener;

    // At level n the root of a complete subtree over 2^n entries that still waits for its right neighbour, if any.
    private final List<Optional<byte[]>> waiting = new ArrayList<>();

    /** Told of the root of each complete subtree, over 2^height entries, as soon as it is known. */
    interface Listener {
        void complete(int height, byte[] root) throws IOException;
    }

    Recount(Listener listener) {
        this.listener = listener;
    }

    void add(byte[] entry) throws IOException {
        sha256.update((byte) 0);
        byte[] hash = sha256.digest(entry);
        listener.complete(0, hash);
        int level = 0;
        while (level < waiting.size() && waiting.get(level).isPresent()) {
            hash = node(waiting.get(level).get(), hash);
            waiting.set(level, Optional.empty());
            level++;
            listener.complete(level, hash);
        }
        if (level == waiting.size()) {
            waiting.add(Optional.empty());
        }
        waiting.set(level, Optional.of(hash));
    }

    byte[] root() {
        Optional<byte[]> right = Optional.empty();
        for (Optional<byte[]> left : waiting) {
            if (left.isPresent()) {
                right = Optional.of(right.isPresent() ? node(left.get(), right.get()) : left.get());
            }
        }
        return right.orElseGet(sha256::digest);
    }

    private byte[] node(byte[] left, byte[] right) {
        sha256.update((byte) 1);
        sha256.update(left);
        return sha256.digest(right);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every Java platform has SHA-256", e);
        }
    }
}
