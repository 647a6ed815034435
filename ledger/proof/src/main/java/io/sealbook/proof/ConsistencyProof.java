package io.sealbook.proof;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * That a tree only grew (RFC 9162 §2.1.4): every entry of the older tree stands unchanged in the newer one. A proof
 * proves nothing before {@link #verify} said so.
 *
 * <p>Every tree is consistent with the tree without entries; that proof is empty, and the older root must be
 * {@link TreeHash#empty()}.
 */
public record ConsistencyProof(long oldSize, long newSize, List<byte[]> hashes) {
    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }

    /** The proof between the trees over the first {@code oldSize} and the first {@code newSize} entries. */
    public static ConsistencyProof of(long oldSize, long newSize, Subtrees tree) {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("a tree grows from a size of at least 0 to one that is not smaller");
        }
        List<byte[]> hashes = new ArrayList<>();
        if (oldSize > 0 && oldSize < newSize) {
            collect(oldSize, 0, newSize, true, tree, hashes);
        }
        return new ConsistencyProof(oldSize, newSize, hashes);
    }

    // SUBPROOF(oldSize - from, D[from:to], known) of §2.1.4.1
    private static void collect(long oldSize, long from, long to, boolean known, Subtrees tree, List<byte[]> hashes) {
        if (oldSize == to) {
            if (!known) {
                hashes.add(tree.root(from, to));
            }
            return;
        }
        long middle = from + InclusionProof.split(to - from);
        if (oldSize <= middle) {
            collect(oldSize, from, middle, known, tree, hashes);
            hashes.add(tree.root(middle, to));
        } else {
            collect(oldSize, middle, to, false, tree, hashes);
            hashes.add(tree.root(from, middle));
        }
    }

    /** Whether this proves that the tree with the new root continues the one with the old root (§2.1.4.2). */
    public boolean verify(byte[] oldRoot, byte[] newRoot) {
        if (oldSize < 0
                || oldSize > newSize
                || oldRoot.length != TreeHash.LENGTH
                || newRoot.length != TreeHash.LENGTH) {
            return false;
        }
        if (oldSize == newSize) {
            return hashes.isEmpty()
                    && MessageDigest.isEqual(oldRoot, newRoot)
                    && (oldSize > 0 || MessageDigest.isEqual(oldRoot, TreeHash.empty()));
        }
        if (oldSize == 0) {
            return hashes.isEmpty() && MessageDigest.isEqual(oldRoot, TreeHash.empty());
        }
        return !hashes.isEmpty() && verifyGrowth(oldRoot, newRoot);
    }

    private boolean verifyGrowth(byte[] oldRoot, byte[] newRoot) {
        boolean oldTreeIsComplete = Long.bitCount(oldSize) == 1;
        byte[] fr = oldTreeIsComplete ? oldRoot : hashes.getFirst();
        byte[] sr = fr;
        if (fr.length != TreeHash.LENGTH) {
            return false;
        }
        long fn = oldSize - 1;
        long sn = newSize - 1;
        while ((fn & 1) == 1) {
            fn >>>= 1;
            sn >>>= 1;
        }
        for (byte[] c : hashes.subList(oldTreeIsComplete ? 0 : 1, hashes.size())) {
            if (sn == 0 || c.length != TreeHash.LENGTH) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                fr = TreeHash.node(c, fr);
                sr = TreeHash.node(c, sr);
                while ((fn & 1) == 0 && fn != 0) {
                    fn >>>= 1;
                    sn >>>= 1;
                }
            } else {
                sr = TreeHash.node(sr, c);
            }
            fn >>>= 1;
            sn >>>= 1;
        }
        return sn == 0 && MessageDigest.isEqual(fr, oldRoot) && MessageDigest.isEqual(sr, newRoot);
    }
}
