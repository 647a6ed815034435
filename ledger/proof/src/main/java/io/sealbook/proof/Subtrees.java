package io.sealbook.proof;

/** Tells the roots of parts of one tree, from which every proof about it is made. */
@FunctionalInterface
public interface Subtrees {
    /** {@code MTH(D[from:to])} of RFC 9162 §2.1.1, where the tree holds at least one entry from {@code from} on. */
    byte[] root(long from, long to);
}
