package io.sealbook.proof;

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

    // At level n the root of a complete subtree over 2^n entries that still waits for its right neighbour, if any.
    private final List<Optional<byte[]>> waiting = new ArrayList<>();

    void add(byte[] entry) {
        sha256.update((byte) 0);
        byte[] hash = sha256.digest(entry);
        int level = 0;
        while (level < waiting.size() && waiting.get(level).isPresent()) {
            hash = node(waiting.get(level).get(), hash);
            waiting.set(level, Optional.empty());
            level++;
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
