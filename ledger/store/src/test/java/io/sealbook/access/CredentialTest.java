package io.sealbook.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.access.Credential.Kind;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.event.Digest;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

@HandlesPlaintext("mints credentials and breaks them")
class CredentialTest {
    @Test
    void whatWasMintedIsReadAndMatchesItsDigest() {
        for (Kind kind : Kind.values()) {
            Credential.Minted minted = Credential.mint(kind);
            Credential.Presented presented =
                    Credential.read(minted.text(), kind).orElseThrow();

            assertThat(presented.id()).isEqualTo(minted.id());
            assertThat(presented.digest().matches(minted.digest())).isTrue();
        }
    }

    @Test
    void theFormIsWhatScannersLookFor() {
        assertThat(Credential.mint(Kind.KEY).text().reveal()).matches("sbk_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}");
        assertThat(Credential.mint(Kind.TOKEN).text().reveal()).matches("sbt_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}");
    }

    @Test
    void aKnownCredentialKeepsItsCheckCharacters() {
        String body = "sbt_0123456789abcdef_" + "A".repeat(43);
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        StringBuilder check = new StringBuilder();
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (long rest = crc.getValue(), i = 0; i < 6; i++, rest /= 62) {
            check.insert(0, digits.charAt((int) (rest % 62)));
        }

        assertThat(Credential.read(Sensitive.of(body + check), Kind.TOKEN)).hasValueSatisfying(presented -> {
            assertThat(presented.id()).isEqualTo("0123456789abcdef");
            assertThat(presented.digest()).isEqualTo(Digest.of(body + check));
        });
    }

    @Test
    void everyTruncationIsKnownWithoutALookUp() {
        String text = Credential.mint(Kind.KEY).text().reveal();
        for (int length = 0; length < text.length(); length++) {
            assertUnread(text.substring(0, length));
        }
        assertUnread(text + "0");
        assertUnread(" " + text);
        assertUnread(text + "\n");
    }

    @Test
    void everyChangedCharacterIsKnownWithoutALookUp() {
        String text = Credential.mint(Kind.KEY).text().reveal();
        for (int at = 0; at < text.length(); at++) {
            char other = text.charAt(at) == 'x' ? 'y' : 'x';
            assertUnread(text.substring(0, at) + other + text.substring(at + 1));
        }
    }

    @Test
    void twoNeighboursSwappedAreKnownWithoutALookUp() {
        String text = Credential.mint(Kind.KEY).text().reveal();
        for (int at = 0; at + 1 < text.length(); at++) {
            if (text.charAt(at) != text.charAt(at + 1)) {
                assertUnread(text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2));
            }
        }
    }

    @Test
    void aTokenIsNoKeyAndAKeyIsNoToken() {
        assertThat(Credential.read(Credential.mint(Kind.TOKEN).text(), Kind.KEY))
                .isEmpty();
        assertThat(Credential.read(Credential.mint(Kind.KEY).text(), Kind.TOKEN))
                .isEmpty();
        assertUnread("ghp_0123456789abcdef_" + "A".repeat(49));
    }

    @Test
    void noTwoAreAlike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Credential.Minted minted = Credential.mint(Kind.KEY);
            assertThat(seen.add(minted.id())).isTrue();
            assertThat(seen.add(minted.text().reveal())).isTrue();
        }
    }

    @Test
    void nothingOfItPrints() {
        Credential.Minted minted = Credential.mint(Kind.KEY);
        String secret = minted.text().reveal().substring(21);

        assertThat(minted.toString())
                .doesNotContain(secret)
                .doesNotContain(minted.digest().hex());
        assertThat(Credential.read(minted.text(), Kind.KEY).orElseThrow().toString())
                .doesNotContain(secret)
                .doesNotContain(minted.digest().hex());
    }

    private static void assertUnread(String text) {
        assertThat(Credential.read(Sensitive.of(text), Kind.KEY)).isEmpty();
    }
}
