package io.sealbook.proof;

import java.util.Arrays;

/**
 * The right edge of a growing tree (RFC 9162 §2.1.2): the roots of its complete subtrees, all that is needed to append
 * and to tell the root. It holds at most 63 hashes, however many entries the tree has.
 *
 * <p>Not safe for use by several threads: whoever appends owns it.
 */
public final class Frontier {
    private long size;

    // The roots of the complete subtrees, the largest (leftmost) first: one for each bit set in the size.
    private byte[] edge;

    private Frontier(long size, byte[] edge) {
        this.size = size;
        this.edge = edge;
    }

    /** The frontier of a tree without entries. */
    public static Frontier empty() {
        return new Frontier(0, new byte[0]);
    }

    /** The frontier that {@link #packed()} described when the tree had this size. */
    public static Frontier of(long size, byte[] packed) {
        if (size < 0) {
            throw new IllegalArgumentException("a tree's size is not negative");
        }
        if (packed.length != length(size)) {
            throw new IllegalArgumentException("a frontier holds one hash for each bit that is set in its size");
        }
        return new Frontier(size, packed.clone());
    }

    /** Adds the hash of the next entry. */
    public void append(byte[] leafHash) {
        if (leafHash.length != TreeHash.LENGTH) {
            throw new IllegalArgumentException("a leaf hash has 32 bytes");
        }
        if (size == Long.MAX_VALUE) {
            throw new IllegalStateException("the tree is full");
        }
        int end = length(size);
        if (end == edge.length) {
            edge = Arrays.copyOf(edge, Math.max(8 * TreeHash.LENGTH, 2 * edge.length));
        }
        System.arraycopy(leafHash, 0, edge, end, TreeHash.LENGTH);
        for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
            end -= TreeHash.LENGTH;
            TreeHash.fold(edge, end);
        }
        size++;
    }

    /** How many entries the tree has. */
    public long size() {
        return size;
    }

    /** The root of the tree as it stands: {@code MTH(D[size])}. */
    public byte[] root() {
        if (size == 0) {
            return TreeHash.empty();
        }
        byte[] folding = packed();
        for (int at = folding.length - 2 * TreeHash.LENGTH; at >= 0; at -= TreeHash.LENGTH) {
            TreeHash.fold(folding, at);
        }
        return Arrays.copyOf(folding, TreeHash.LENGTH);
    }

    /** The hashes, 32 bytes for each bit set in the size, the largest subtree first. */
    public byte[] packed() {
        return Arrays.copyOf(edge, length(size));
    }

    @Override
    public String toString() {
        return "Frontier of " + size + " entries";
    }

    private static int length(long size) {
        return Long.bitCount(size) * TreeHash.LENGTH;
    }
}
