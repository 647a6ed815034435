package io.sealbook.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.Plaintext;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] INFO = "what it is for".getBytes(UTF_8);
    private static final byte[] ABOUT = "what it is about".getBytes(UTF_8);

    private final Opener ada = new Opener();

    @Test
    void whatWasSealedIsOpenedByItsRecipientWithAnImplementationOfOthers() throws InvalidCipherTextException {
        Random random = new Random(9180);
        for (int length : new int[] {0, 1, 15, 16, 17, 1000, 131_072}) {
            byte[] message = new byte[length];
            random.nextBytes(message);

            byte[] sealed = seal(message);

            assertThat(sealed).hasSize(32 + length + 16);
            assertThat(ada.open(sealed, INFO, ABOUT)).isEqualTo(message);
        }
    }

    @Test
    void theSameIsNeverSealedToTheSameBytes() {
        assertThat(seal("hunter2".getBytes(UTF_8))).isNotEqualTo(seal("hunter2".getBytes(UTF_8)));
    }

    @Test
    void nobodyElseOpensIt() {
        byte[] sealed = seal("hunter2".getBytes(UTF_8));

        assertThatThrownBy(() -> new Opener().open(sealed, INFO, ABOUT)).isInstanceOf(InvalidCipherTextException.class);
    }

    @Test
    void itOpensForWhatItIsAboutAndFor() {
        byte[] sealed = seal("hunter2".getBytes(UTF_8));

        assertThatThrownBy(() -> ada.open(sealed, ABOUT, ABOUT)).isInstanceOf(InvalidCipherTextException.class);
        assertThatThrownBy(() -> ada.open(sealed, INFO, INFO)).isInstanceOf(InvalidCipherTextException.class);
    }

    @Test
    void noByteOfItCanBeChanged() {
        byte[] sealed = seal("hunter2".getBytes(UTF_8));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> ada.open(changed, INFO, ABOUT))
                    .as("byte %d", i)
                    .isInstanceOf(InvalidCipherTextException.class);
        }
    }

    // RFC 9180, appendix A.1.1, from the shared secret on; its suite differs from ours in the length of the key.
    @Test
    void theKeyScheduleIsThatOfTheSpecification() throws Exception {
        Hpke.Schedule schedule = Hpke.schedule(
                new Hpke.Aead(0x0001, 16),
                new SecretKeySpec(
                        HEX.parseHex("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"), "Generic"),
                HEX.parseHex("4f6465206f6e2061204772656369616e2055726e"));

        assertThat(HEX.formatHex(schedule.seal(
                        HEX.parseHex("436f756e742d30"),
                        HEX.parseHex("4265617574792069732074727574682c20747275746820626561757479"))))
                .isEqualTo("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                        + "6d8770ac83d07bea87e13c512a");
    }

    // RFC 7748: 0, 1, the two points of order 8, -1; then p, p + 1 and 2^255 - 1, which are other texts of 0, 1 and 18;
    // then an x with the bit that is to be ignored.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0900000000000000000000000000000000000000000000000000000000000080"
            })
    void aPointThatIsNobodysOrHasTwoTextsIsNoKey(String hex) {
        String text = Base64.getEncoder().encodeToString(HEX.parseHex(hex));

        assertThatThrownBy(() -> Recipient.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Recipient.RULE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                " CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
            })
    void aKeyHasOneText(String text) {
        assertThatThrownBy(() -> Recipient.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Recipient.RULE);
    }

    private byte[] seal(byte[] message) {
        try (Plaintext plaintext = Plaintext.owning(message.clone())) {
            return Recipient.of(ada.key()).seal(INFO, ABOUT, plaintext);
        }
    }
}
