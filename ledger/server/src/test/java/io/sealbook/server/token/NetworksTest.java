package io.sealbook.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.edge.Problem;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.0/31, 192.0.2.1, true",
        "192.0.2.0/31, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::/0, 10.0.0.1, false",
        "::ffff:10.0.0.0/8, 10.0.0.1, true"
    })
    void aBlockHoldsItsAddresses(String block, String address, boolean holds) {
        List<String> blocks = Networks.check(List.of(block));

        assertThat(Networks.contain(blocks, address)).isEqualTo(holds);
    }

    @Test
    void oneOfSeveralIsEnoughAndNoneMeansAnywhere() {
        assertThat(Networks.contain(List.of("10.0.0.0/8", "192.0.2.0/24"), "192.0.2.9"))
                .isTrue();
        assertThat(Networks.contain(List.of(), "192.0.2.9")).isTrue();
        assertThat(Networks.contain(List.of(), null)).isTrue();
        assertThat(Networks.check(null)).isEmpty();
    }

    @Test
    void anUnknownAddressIsInNoBlock() {
        assertThat(Networks.contain(List.of("0.0.0.0/0", "::/0"), null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com/8",
                "10",
                "10/8",
                "10.0/8",
                "10.0.0/24",
                "256.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/٨",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                " 10.0.0.0/8",
                "2001:db8::/129",
                "fe80::1%lo",
                ":::",
                "::ffff:10.0.0.0/99"
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThatThrownBy(() -> Networks.check(List.of(text))).isInstanceOf(Problem.class);
    }

    @Test
    void thereAreAtMostThirtyTwo() {
        assertThat(Networks.check(Collections.nCopies(32, "10.0.0.0/8"))).hasSize(32);
        assertThatThrownBy(() -> Networks.check(Collections.nCopies(33, "10.0.0.0/8")))
                .isInstanceOf(Problem.class);
    }
}
