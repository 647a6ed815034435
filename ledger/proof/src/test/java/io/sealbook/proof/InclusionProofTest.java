package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InclusionProofTest {
    private static final int LARGEST = 64;
    private static final List<byte[]> LEAVES = ReferenceTree.leaves(LARGEST);
    private static final Subtrees TREE = ReferenceTree.over(LEAVES);

    @Test
    void everyEntryOfEveryTreeIsProved() {
        everyProof(proof -> {
            List<byte[]> tree = LEAVES.subList(0, (int) proof.size());
            assertThat(proof.hashes()).containsExactlyElementsOf(ReferenceTree.path((int) proof.index(), tree));
            assertThat(proof.verify(leaf(proof), root(proof))).isTrue();
        });
    }

    @Test
    void aTreeThatHasNoSuchEntryGivesNoProof() {
        assertThatIllegalArgumentException().isThrownBy(() -> InclusionProof.of(3, 3, TREE));
        assertThatIllegalArgumentException().isThrownBy(() -> InclusionProof.of(-1, 3, TREE));
        assertThatIllegalArgumentException().isThrownBy(() -> InclusionProof.of(0, 0, TREE));
    }

    @Test
    void aShortenedProofProvesNothing() {
        everyProof(proof -> {
            List<byte[]> hashes = proof.hashes();
            for (int gone = 0; gone < hashes.size(); gone++) {
                List<byte[]> fewer = new ArrayList<>(hashes);
                fewer.remove(gone);
                assertRefused(new InclusionProof(proof.index(), proof.size(), fewer), proof);
            }
        });
    }

    @Test
    void anExtendedProofProvesNothing() {
        everyProof(proof -> {
            for (int at = 0; at <= proof.hashes().size(); at++) {
                for (byte[] more : List.of(new byte[32], root(proof), leaf(proof), new byte[0])) {
                    List<byte[]> extended = new ArrayList<>(proof.hashes());
                    extended.add(at, more);
                    assertRefused(new InclusionProof(proof.index(), proof.size(), extended), proof);
                }
            }
        });
    }

    @Test
    void aProofProvesNoOtherIndex() {
        everyProof(proof -> {
            for (long index = -1; index <= proof.size() + 1; index++) {
                if (index != proof.index()) {
                    assertRefused(new InclusionProof(index, proof.size(), proof.hashes()), proof);
                }
            }
            assertRefused(new InclusionProof(proof.index() + (1L << 32), proof.size(), proof.hashes()), proof);
            assertRefused(new InclusionProof(Long.MIN_VALUE, proof.size(), proof.hashes()), proof);
            assertRefused(new InclusionProof(Long.MAX_VALUE, proof.size(), proof.hashes()), proof);
        });
    }

    @Test
    void aProofNeedsAsManyHashesAsItsSizeSays() {
        everyProof(proof -> {
            for (long size : new long[] {0, -1, proof.index(), proof.size() * 2 + 1, proof.size() * 4, 1L << 62}) {
                assertRefused(new InclusionProof(proof.index(), size, proof.hashes()), proof);
            }
        });
    }

    @Test
    void aProofHoldsForItsOwnLeafAndRootAlone() {
        everyProof(proof -> {
            assertThat(proof.verify(TreeHash.leaf(leaf(proof)), root(proof))).isFalse();
            assertThat(proof.verify(new byte[0], root(proof))).isFalse();
            assertThat(proof.verify(leaf(proof), TreeHash.empty())).isFalse();
            assertThat(proof.verify(leaf(proof), new byte[0])).isFalse();
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_261_122, 7_318_349_394_477_056L, -42})
    void noFlippedBitGoesUnseen(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int size = 1 + random.nextInt(LARGEST);
            InclusionProof proof = InclusionProof.of(random.nextInt(size), size, TREE);
            List<byte[]> hashes = new ArrayList<>(proof.hashes());
            hashes.add(leaf(proof));
            hashes.add(root(proof));
            int at = random.nextInt(hashes.size());
            byte[] flipped = hashes.get(at).clone();
            flipped[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            hashes.set(at, flipped);
            byte[] root = hashes.removeLast();
            byte[] leaf = hashes.removeLast();
            assertThat(new InclusionProof(proof.index(), size, hashes).verify(leaf, root))
                    .as("size %d, index %d, hash %d", size, proof.index(), at)
                    .isFalse();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 99, 20_261_122})
    void shuffledHashesProveNothing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            int size = 3 + random.nextInt(LARGEST - 2);
            InclusionProof proof = InclusionProof.of(random.nextInt(size), size, TREE);
            int one = random.nextInt(proof.hashes().size());
            int other = random.nextInt(proof.hashes().size());
            if (one != other) {
                List<byte[]> swapped = new ArrayList<>(proof.hashes());
                swapped.set(one, proof.hashes().get(other));
                swapped.set(other, proof.hashes().get(one));
                assertRefused(new InclusionProof(proof.index(), size, swapped), proof);
            }
        }
    }

    private interface Claim {
        void about(InclusionProof proof);
    }

    private static void everyProof(Claim claim) {
        for (int size = 1; size <= LARGEST; size++) {
            for (int index = 0; index < size; index++) {
                claim.about(InclusionProof.of(index, size, TREE));
            }
        }
    }

    private static void assertRefused(InclusionProof forged, InclusionProof genuine) {
        assertThat(forged.verify(leaf(genuine), root(genuine)))
                .as("%s made from %s", forged, genuine)
                .isFalse();
    }

    private static byte[] leaf(InclusionProof proof) {
        return LEAVES.get((int) proof.index());
    }

    private static byte[] root(InclusionProof proof) {
        return ROOTS.get((int) proof.size());
    }

    private static final List<byte[]> ROOTS = roots();

    private static List<byte[]> roots() {
        List<byte[]> roots = new ArrayList<>();
        for (int size = 0; size <= LARGEST; size++) {
            roots.add(ReferenceTree.root(LEAVES.subList(0, size)));
        }
        return roots;
    }
}
