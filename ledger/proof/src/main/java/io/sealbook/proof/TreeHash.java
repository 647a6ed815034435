package io.sealbook.proof;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The hashes of a ledger's tree: SHA-256 as RFC 9162 §2.1.1 uses it. A leaf and an inner node can never be mistaken
 * for one another, because each begins with its own prefix byte.
 */
public final class TreeHash {
    /** The length of every hash in the tree, in bytes. */
    public static final int LENGTH = 32;

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(TreeHash::sha256);

    private TreeHash() {}

    /** {@code SHA-256(0x00 || entry)}: the hash of one entry. */
    public static byte[] leaf(byte[] entry) {
        MessageDigest digest = SHA_256.get();
        digest.update(LEAF);
        return digest.digest(entry);
    }

    /** {@code SHA-256(0x01 || left || right)}: the hash over two subtrees. */
    public static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = SHA_256.get();
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }

    /** {@code SHA-256("")}: the root of a tree without entries. */
    public static byte[] empty() {
        return SHA_256.get().digest();
    }

    /** Replaces the two hashes that stand at {@code offset} by the one over them, at the same place. */
    static void fold(byte[] hashes, int offset) {
        MessageDigest digest = SHA_256.get();
        digest.update(NODE);
        digest.update(hashes, offset, 2 * LENGTH);
        try {
            digest.digest(hashes, offset, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("bug: a SHA-256 hash is 32 bytes", e);
        }
    }

    /** The root over a power of two of hashes that stand side by side; destroys them. */
    static byte[] fold(byte[] hashes) {
        for (int length = hashes.length; length > LENGTH; length /= 2) {
            for (int at = 0; at < length; at += 2 * LENGTH) {
                fold(hashes, at);
                System.arraycopy(hashes, at, hashes, at / 2, LENGTH);
            }
        }
        return Arrays.copyOf(hashes, LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("bug: every Java platform has SHA-256", e);
        }
    }
}
