package io.sealbook.proof;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * That one entry is in a tree (RFC 9162 §2.1.3): its index, the tree's size, and the sibling hashes from the leaf up.
 * A proof proves nothing before {@link #verify} said so.
 */
public record InclusionProof(long index, long size, List<byte[]> hashes) {
    public InclusionProof {
        hashes = List.copyOf(hashes);
    }

    /** The proof for the entry at {@code index} of the tree over the first {@code size} entries. */
    public static InclusionProof of(long index, long size, Subtrees tree) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("an index is at least 0 and smaller than the tree's size");
        }
        List<byte[]> hashes = new ArrayList<>();
        collect(index, 0, size, tree, hashes);
        return new InclusionProof(index, size, hashes);
    }

    // PATH(index - from, D[from:to]) of §2.1.3.1
    private static void collect(long index, long from, long to, Subtrees tree, List<byte[]> hashes) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            collect(index, from, middle, tree, hashes);
            hashes.add(tree.root(middle, to));
        } else {
            collect(index, middle, to, tree, hashes);
            hashes.add(tree.root(from, middle));
        }
    }

    /** Whether this proves that the tree with that root holds an entry with that hash at this index (§2.1.3.2). */
    public boolean verify(byte[] leafHash, byte[] root) {
        if (index < 0 || index >= size || leafHash.length != TreeHash.LENGTH) {
            return false;
        }
        long fn = index;
        long sn = size - 1;
        byte[] r = leafHash;
        for (byte[] p : hashes) {
            if (sn == 0 || p.length != TreeHash.LENGTH) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                r = TreeHash.node(p, r);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                }
            } else {
                r = TreeHash.node(r, p);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(r, root);
    }

    /** The largest power of two that is smaller than {@code size}. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
