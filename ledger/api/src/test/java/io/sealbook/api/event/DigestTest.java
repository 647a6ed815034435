package io.sealbook.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void itIsSha256InLowerCaseHexadecimal() {
        assertThat(Digest.of("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void equalTextsMatchAndOthersDoNot() {
        assertThat(Digest.of("abc").matches(Digest.of("abc"))).isTrue();
        assertThat(Digest.of("abc").matches(Digest.of("abd"))).isFalse();
    }

    @Test
    void itDoesNotPrint() {
        assertThat(Digest.of("abc").toString()).isEqualTo("[digest]");
    }

    @Test
    void nothingElseIsADigest() {
        for (String text : List.of("", "ba78", "z".repeat(64), "A".repeat(64), "0".repeat(65), " ".repeat(64))) {
            assertThatThrownBy(() -> new Digest(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
