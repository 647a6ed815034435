package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.http.Orders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerTest {
    private static final List<String> PASSWD = List.of("root:x:0:0::/:/bin/sh", "far:x:3000000:7::/:/bin/sh");

    @ParameterizedTest
    @CsvSource({
        "2097151, true",
        "2097152, false",
        "1:2097152, false",
        "far, false",
        "root:3000000, false",
        "root, true",
    })
    void onlyNumbersThatFitAnArchiveOwnFiles(String user, boolean fits) {
        assertThat(Owner.of(user, PASSWD))
                .hasValueSatisfying(owner -> assertThat(owner.fits()).isEqualTo(fits));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "2097151, true", "2097152, false", "-1, false"})
    void aFilesOwnerIsObjectedToBeforeItIsAskedFor(int uid, boolean fits) {
        assertThat(Layout.objection(List.of(new Orders.File("db", "0400", uid))).isEmpty())
                .isEqualTo(fits);
    }

    @Test
    void theLargestNumberIsTheLargestThatAnArchiveTakes() {
        assertThat(Tar.sized(1, List.of(0))
                        .file("f", 0400, Owner.LARGEST, Owner.LARGEST, new byte[0])
                        .bytes())
                .isNotEmpty();
    }
}
