package io.sealbook.proof;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * That one entry is in a tree (RFC 9162 §2.1.3): its index, the tree's size, and the sibling hashes from the leaf up.
 * A proof proves nothing before {@link #verify} said so.
 */
public record InclusionProof(long index, long size, List<byte[]> hashes) {
    public InclusionProof {
        hashes = List.copyOf(hashes);
    }

    /**
     * The proof for the entry at {@code index}, from the hashes of the tree's first {@code size} entries in order. Reads
     * exactly that many and keeps no more than a few hundred hashes, whatever the size.
     */
    public static InclusionProof of(long index, long size, Iterator<byte[]> leafHashes) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("an index is at least 0 and smaller than the tree's size");
        }
        List<byte[]> hashes = new ArrayList<>();
        collect(index, size, leafHashes, hashes);
        return new InclusionProof(index, size, hashes);
    }

    // PATH(m, D[n]) of §2.1.3.1
    private static void collect(long index, long size, Iterator<byte[]> leafHashes, List<byte[]> hashes) {
        if (size == 1) {
            next(leafHashes);
            return;
        }
        long left = split(size);
        if (index < left) {
            collect(index, left, leafHashes, hashes);
            hashes.add(root(size - left, leafHashes));
        } else {
            byte[] sibling = root(left, leafHashes);
            collect(index - left, size - left, leafHashes, hashes);
            hashes.add(sibling);
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

    /** The root of the subtree over the next {@code count} entries. */
    static byte[] root(long count, Iterator<byte[]> leafHashes) {
        Frontier subtree = Frontier.empty();
        for (long i = 0; i < count; i++) {
            subtree.append(next(leafHashes));
        }
        return subtree.root();
    }

    /** The largest power of two that is smaller than {@code size}. */
    static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    private static byte[] next(Iterator<byte[]> leafHashes) {
        if (!leafHashes.hasNext()) {
            throw new NoSuchElementException("the tree has fewer entries than was said");
        }
        return leafHashes.next();
    }
}
