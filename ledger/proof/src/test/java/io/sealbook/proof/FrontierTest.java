package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontierTest {

    @Test
    void anEmptyTreeHasTheHashOfNothing() {
        assertThat(hex(Frontier.empty().root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Frontier.empty().packed()).isEmpty();
    }

    @Test
    void theRootsAreThoseOfTheReferenceTree() {
        Frontier frontier = Frontier.empty();
        for (int i = 0; i < ReferenceTree.ENTRIES.size(); i++) {
            frontier.append(TreeHash.leaf(ReferenceTree.ENTRIES.get(i)));
            assertThat(frontier.size()).isEqualTo(i + 1);
            assertThat(hex(frontier.root())).isEqualTo(ReferenceTree.ROOTS.get(i));
        }
    }

    @Test
    void theRootsFollowTheDefinitionForEverySize() {
        Frontier frontier = Frontier.empty();
        List<byte[]> leaves = ReferenceTree.leaves(300);
        for (int size = 1; size <= leaves.size(); size++) {
            frontier.append(leaves.get(size - 1));
            assertThat(frontier.root()).isEqualTo(ReferenceTree.root(leaves.subList(0, size)));
        }
    }

    @Test
    void aPackedFrontierGrowsOnAsIfItHadNeverBeenPacked() {
        Frontier kept = Frontier.empty();
        Frontier repacked = Frontier.empty();
        for (byte[] leaf : ReferenceTree.leaves(130)) {
            kept.append(leaf);
            repacked = Frontier.of(repacked.size(), repacked.packed());
            repacked.append(leaf);
            assertThat(repacked.packed()).isEqualTo(kept.packed()).hasSize(32 * Long.bitCount(kept.size()));
            assertThat(repacked.root()).isEqualTo(kept.root());
        }
    }

    @Test
    void aFrontierKeepsNoHoldOnTheArraysItWasGivenOrGave() {
        Frontier one = Frontier.empty();
        one.append(TreeHash.leaf(new byte[0]));
        byte[] packed = one.packed();
        Frontier other = Frontier.of(1, packed);
        packed[0] ^= 1;
        one.packed()[0] ^= 1;
        assertThat(other.root()).isEqualTo(one.root()).isEqualTo(TreeHash.leaf(new byte[0]));
    }

    @Test
    void aFrontierThatDoesNotFitItsSizeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Frontier.of(-1, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Frontier.of(3, new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> Frontier.of(0, new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> Frontier.empty().append(new byte[31]));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
