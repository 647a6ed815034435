package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyProofTest {
    private static final int LARGEST = 64;
    private static final List<byte[]> LEAVES = ReferenceTree.leaves(LARGEST);
    private static final Subtrees TREE = ReferenceTree.over(LEAVES);
    private static final List<byte[]> ROOTS = roots();

    @Test
    void everyTreeContinuesEverySmallerOne() {
        everyProof(proof -> {
            List<byte[]> tree = LEAVES.subList(0, (int) proof.newSize());
            if (proof.oldSize() > 0) {
                assertThat(proof.hashes())
                        .containsExactlyElementsOf(ReferenceTree.consistency((int) proof.oldSize(), tree));
            }
            assertThat(proof.verify(oldRoot(proof), newRoot(proof))).isTrue();
        });
    }

    @Test
    void everyTreeContinuesTheEmptyOneAndNoOther() {
        assertThat(new ConsistencyProof(0, 5, List.of()).verify(TreeHash.empty(), ROOTS.get(5)))
                .isTrue();
        assertThat(new ConsistencyProof(0, 5, List.of()).verify(ROOTS.get(1), ROOTS.get(5)))
                .isFalse();
        assertThat(new ConsistencyProof(0, 0, List.of()).verify(TreeHash.empty(), TreeHash.empty()))
                .isTrue();
        assertThat(new ConsistencyProof(0, 0, List.of()).verify(ROOTS.get(1), ROOTS.get(1)))
                .isFalse();
        assertThat(new ConsistencyProof(0, 5, List.of(ROOTS.get(1))).verify(TreeHash.empty(), ROOTS.get(5)))
                .isFalse();
    }

    @Test
    void aTreeThatShrinksHasNoProof() {
        assertThatIllegalArgumentException().isThrownBy(() -> ConsistencyProof.of(4, 3, TREE));
        assertThatIllegalArgumentException().isThrownBy(() -> ConsistencyProof.of(-1, 3, TREE));
        everyProof(proof -> {
            if (proof.oldSize() < proof.newSize()) {
                assertRefused(
                        new ConsistencyProof(
                                /* oldSize= */ proof.newSize(), /* newSize= */ proof.oldSize(), proof.hashes()),
                        proof);
            }
        });
        assertThat(new ConsistencyProof(-1, 3, List.of()).verify(TreeHash.empty(), ROOTS.get(3)))
                .isFalse();
    }

    @Test
    void aShortenedOrExtendedProofProvesNothing() {
        everyProof(proof -> {
            for (int at = 0; at < proof.hashes().size(); at++) {
                List<byte[]> fewer = new ArrayList<>(proof.hashes());
                fewer.remove(at);
                assertRefused(new ConsistencyProof(proof.oldSize(), proof.newSize(), fewer), proof);
            }
            for (int at = 0; at <= proof.hashes().size(); at++) {
                for (byte[] more : List.of(new byte[32], oldRoot(proof), newRoot(proof), new byte[0])) {
                    List<byte[]> extended = new ArrayList<>(proof.hashes());
                    extended.add(at, more);
                    assertRefused(new ConsistencyProof(proof.oldSize(), proof.newSize(), extended), proof);
                }
            }
        });
    }

    @Test
    void aProofHoldsForItsOwnRootsAlone() {
        everyProof(proof -> {
            assertThat(proof.verify(new byte[0], newRoot(proof))).isFalse();
            assertThat(proof.verify(oldRoot(proof), new byte[0])).isFalse();
            if (proof.oldSize() > 0) {
                for (byte[] other : ROOTS) {
                    assertThat(proof.verify(other, newRoot(proof))).isEqualTo(Arrays.equals(other, oldRoot(proof)));
                    assertThat(proof.verify(oldRoot(proof), other)).isEqualTo(Arrays.equals(other, newRoot(proof)));
                }
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_122, 7_318_349_394_477_056L, -42})
    void noFlippedBitGoesUnseen(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int newSize = 2 + random.nextInt(LARGEST - 1);
            ConsistencyProof proof = ConsistencyProof.of(1 + random.nextInt(newSize - 1), newSize, TREE);
            List<byte[]> hashes = new ArrayList<>(proof.hashes());
            hashes.add(oldRoot(proof));
            hashes.add(newRoot(proof));
            int at = random.nextInt(hashes.size());
            byte[] flipped = hashes.get(at).clone();
            flipped[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            hashes.set(at, flipped);
            byte[] newRoot = hashes.removeLast();
            byte[] oldRoot = hashes.removeLast();
            assertThat(new ConsistencyProof(proof.oldSize(), newSize, hashes).verify(oldRoot, newRoot))
                    .as("sizes %d and %d, hash %d", proof.oldSize(), newSize, at)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 20_261_122, 5_000_000_001L})
    void aTreeThatRewroteAnEntryIsNoContinuation(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int newSize = 2 + random.nextInt(LARGEST - 1);
            int oldSize = 1 + random.nextInt(newSize - 1);
            List<byte[]> rewritten = new ArrayList<>(LEAVES.subList(0, newSize));
            int at = random.nextInt(oldSize);
            rewritten.set(at, TreeHash.leaf(rewritten.get(at)));
            ConsistencyProof proof = ConsistencyProof.of(oldSize, newSize, ReferenceTree.over(rewritten));
            assertThat(proof.verify(ROOTS.get(oldSize), ReferenceTree.root(rewritten)))
                    .as("sizes %d and %d, entry %d", oldSize, newSize, at)
                    .isFalse();
        }
    }

    private interface Claim {
        void about(ConsistencyProof proof);
    }

    private static void everyProof(Claim claim) {
        for (int newSize = 0; newSize <= LARGEST; newSize++) {
            for (int oldSize = 0; oldSize <= newSize; oldSize++) {
                claim.about(ConsistencyProof.of(oldSize, newSize, TREE));
            }
        }
    }

    private static void assertRefused(ConsistencyProof forged, ConsistencyProof genuine) {
        assertThat(forged.verify(oldRoot(genuine), newRoot(genuine)))
                .as("%s made from %s", forged, genuine)
                .isFalse();
    }

    private static byte[] oldRoot(ConsistencyProof proof) {
        return ROOTS.get((int) proof.oldSize());
    }

    private static byte[] newRoot(ConsistencyProof proof) {
        return ROOTS.get((int) proof.newSize());
    }

    private static List<byte[]> roots() {
        List<byte[]> roots = new ArrayList<>();
        for (int size = 0; size <= LARGEST; size++) {
            roots.add(ReferenceTree.root(LEAVES.subList(0, size)));
        }
        return roots;
    }
}
