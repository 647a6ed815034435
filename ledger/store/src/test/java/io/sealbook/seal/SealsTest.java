package io.sealbook.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.store.TestLedger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@HandlesPlaintext("seals and opens values that the test made up")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealsTest {
    private static final String VALUE = "correct horse battery staple";
    private static final UUID EVENT = UUID.fromString("01935000-0000-7000-8000-000000000001");
    private static final byte[] TAG = new byte[16];
    private static final SealContext HERE = new SealContext("ledger", TAG, EVENT, "io.sealbook.secret.written.v1");
    private static final Map<String, String> FIELDS = Map.of("path", "\"prod/db\"", "version", "1");

    private TestLedger ledger;

    @BeforeAll
    void open() {
        ledger = new TestLedger();
    }

    @AfterAll
    void close() {
        ledger.close();
    }

    static Stream<SealContext> elsewhere() {
        byte[] otherTag = TAG.clone();
        otherTag[15] ^= 1;
        return Stream.of(
                new SealContext("ledger2", TAG, EVENT, HERE.type()),
                new SealContext("ledger", otherTag, EVENT, HERE.type()),
                new SealContext("ledger", TAG, UUID.fromString("01935000-0000-7000-8000-000000000002"), HERE.type()),
                new SealContext("ledger", TAG, EVENT, "io.sealbook.secret.rotated.v1"));
    }

    @Test
    void whatIsSealedOpensInItsPlace() {
        assertThat(open(seal(VALUE), HERE)).isEqualTo(VALUE);
        SealedMetadata metadata = ledger.metadataSeal.seal(FIELDS, HERE);
        assertThat(new String(
                        ledger.metadataSeal.open(metadata.key(), metadata.ciphertext(), HERE), StandardCharsets.UTF_8))
                .isEqualTo("{\"path\":\"prod/db\",\"version\":1}");
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void aValueMovedToAnotherPlaceDoesNotOpen(SealContext elsewhere) {
        SealedValue sealed = seal(VALUE);
        assertThatThrownBy(() -> open(sealed, elsewhere)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void metadataMovedToAnotherPlaceDoesNotOpen(SealContext elsewhere) {
        SealedMetadata sealed = ledger.metadataSeal.seal(FIELDS, HERE);
        assertThatThrownBy(() -> ledger.metadataSeal.open(sealed.key(), sealed.ciphertext(), elsewhere))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneFlippedBitAnywhereIsNoticedAndNothingIsTold() {
        SealedValue sealed = seal(VALUE);
        for (int bit = 0; bit < 8 * sealed.ciphertext().length; bit += 5) {
            SealedValue changed = new SealedValue(sealed.key(), sealed.commitment(), flipped(sealed.ciphertext(), bit));
            assertThatThrownBy(() -> open(changed, HERE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageNotContaining("horse");
        }
        SealedMetadata metadata = ledger.metadataSeal.seal(FIELDS, HERE);
        for (int bit = 0; bit < 8 * metadata.ciphertext().length; bit += 5) {
            byte[] changed = flipped(metadata.ciphertext(), bit);
            assertThatThrownBy(() -> ledger.metadataSeal.open(metadata.key(), changed, HERE))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageNotContaining("prod/db");
        }
    }

    @Test
    void aTruncatedValueDoesNotOpen() {
        SealedValue sealed = seal(VALUE);
        for (int length = 0; length < sealed.ciphertext().length; length++) {
            SealedValue cut =
                    new SealedValue(sealed.key(), sealed.commitment(), Arrays.copyOf(sealed.ciphertext(), length));
            assertThatThrownBy(() -> open(cut, HERE)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aValueThatItsLeafDoesNotCommitToIsNotTold() {
        SealedValue sealed = seal(VALUE);
        SealedValue other = new SealedValue(sealed.key(), flipped(sealed.commitment(), 7), sealed.ciphertext());

        assertThatThrownBy(() -> open(other, HERE))
                .hasMessageContaining("is not what its leaf says")
                .hasMessageNotContaining("horse");
    }

    @Test
    void equalValuesLookDifferentInEveryPart() {
        SealedValue one = seal(VALUE);
        SealedValue two = seal(VALUE);

        assertThat(one.key()).isNotEqualTo(two.key());
        assertThat(one.commitment()).isNotEqualTo(two.commitment());
        assertThat(one.ciphertext()).isNotEqualTo(two.ciphertext());
    }

    @Test
    void everyValueHasADataKeyOfItsOwn() {
        Set<UUID> keys = new HashSet<>();
        IntStream.range(0, 400).forEach(i -> keys.add(seal("v" + i).key()));

        assertThat(keys).hasSize(400);
    }

    @Test
    void aDataKeyPutInAnothersPlaceDoesNotOpen() {
        SealedValue one = seal(VALUE);
        SealedValue two = seal(VALUE);
        ledger.database.execute("update keys.value_key set wrapped = (select wrapped from keys.value_key where id = '"
                + two.key() + "') where id = '" + one.key() + "'");

        assertThatThrownBy(() -> open(one, HERE)).hasMessageContaining("does not open with this keyring");
        assertThat(open(two, HERE)).isEqualTo(VALUE);
    }

    @Test
    void fieldsAreDisclosedOneByOneAndTheirNumberIsHidden() {
        List<String> few = ledger.metadataSeal.seal(FIELDS, HERE).disclosureDigests();
        List<String> again = ledger.metadataSeal.seal(FIELDS, HERE).disclosureDigests();

        assertThat(few).hasSize(12).isSorted().doesNotHaveDuplicates();
        assertThat(again).doesNotContainAnyElementsOf(few);
    }

    @Test
    void aSealNeverPrintsWhatItHolds() {
        SealedValue sealed = seal(VALUE);

        assertThat(sealed.toString()).isEqualTo("SealedValue[" + sealed.key() + "]");
        assertThat(Plaintext.owning(VALUE.getBytes(StandardCharsets.UTF_8)).toString())
                .doesNotContain("horse");
    }

    @Test
    void pseudonymsAreEqualForEqualNamesOfOneKeyringOnly() {
        try (TestLedger other = new TestLedger()) {
            assertThat(ledger.pseudonyms.ofStream("secret/a"))
                    .hasSize(16)
                    .isEqualTo(ledger.pseudonyms.ofStream("secret/a"));
            assertThat(ledger.pseudonyms.ofStream("secret/b")).isNotEqualTo(ledger.pseudonyms.ofStream("secret/a"));
            assertThat(other.pseudonyms.ofStream("secret/a")).isNotEqualTo(ledger.pseudonyms.ofStream("secret/a"));
            assertThat(ledger.pseudonyms.ofRequest("secret/a"))
                    .isNotEqualTo(hex(ledger.pseudonyms.ofStream("secret/a")));
        }
    }

    @Test
    void anotherKeyringOpensNothing() {
        SealedValue sealed = seal(VALUE);
        try (TestLedger other = new TestLedger()) {
            assertThatThrownBy(() -> other.valueSeal.open(sealed, HERE)).isInstanceOf(IllegalStateException.class);
        }
    }

    private SealedValue seal(String value) {
        try (Plaintext plaintext = Plaintext.owning(value.getBytes(StandardCharsets.UTF_8))) {
            return ledger.valueSeal.seal(plaintext, HERE);
        }
    }

    private String open(SealedValue sealed, SealContext context) {
        try (Plaintext plaintext = ledger.valueSeal.open(sealed, context)) {
            return plaintext.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        return changed;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
