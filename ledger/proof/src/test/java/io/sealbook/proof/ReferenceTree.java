package io.sealbook.proof;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * The tree as RFC 9162 §2.1 defines it, word for word and slow, so that the fast code has something to agree with; and
 * the entries and roots that certificate-transparency implementations share as test vectors.
 */
final class ReferenceTree {
    static final List<byte[]> ENTRIES = List.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .stream()
            .map(HexFormat.of()::parseHex)
            .toList();

    static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private ReferenceTree() {}

    /** The hashes of {@code count} entries, the same in every run. */
    static List<byte[]> leaves(int count) {
        Random random = new Random(20_261_122);
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] entry = new byte[1 + random.nextInt(80)];
            random.nextBytes(entry);
            leaves.add(TreeHash.leaf(entry));
        }
        return leaves;
    }

    /** The parts of the tree over these leaf hashes. */
    static Subtrees over(List<byte[]> leaves) {
        return (from, to) -> root(leaves.subList((int) from, (int) to));
    }

    /** MTH(D[n]) (§2.1.1), over leaf hashes. */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return TreeHash.empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = split(leaves.size());
        return TreeHash.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    /** PATH(m, D[n]) (§2.1.3.1). */
    static List<byte[]> path(int m, List<byte[]> leaves) {
        List<byte[]> path = new ArrayList<>();
        if (leaves.size() > 1) {
            int k = split(leaves.size());
            List<byte[]> left = leaves.subList(0, k);
            List<byte[]> right = leaves.subList(k, leaves.size());
            path.addAll(m < k ? path(m, left) : path(m - k, right));
            path.add(root(m < k ? right : left));
        }
        return path;
    }

    /** PROOF(m, D[n]) (§2.1.4.1). */
    static List<byte[]> consistency(int m, List<byte[]> leaves) {
        return subproof(m, leaves, true);
    }

    private static List<byte[]> subproof(int m, List<byte[]> leaves, boolean known) {
        List<byte[]> proof = new ArrayList<>();
        if (m == leaves.size()) {
            if (!known) {
                proof.add(root(leaves));
            }
            return proof;
        }
        int k = split(leaves.size());
        List<byte[]> left = leaves.subList(0, k);
        List<byte[]> right = leaves.subList(k, leaves.size());
        proof.addAll(m <= k ? subproof(m, left, known) : subproof(m - k, right, false));
        proof.add(root(m <= k ? right : left));
        return proof;
    }

    /** The largest power of two smaller than {@code n}. */
    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }
}
