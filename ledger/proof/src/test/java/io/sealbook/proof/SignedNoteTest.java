package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors are those of the C2SP specification, of golang.org/x/mod/sumdb/note and of Tessera's test log. */
class SignedNoteTest {
    private static final String EXAMPLE = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;
    private static final VerifierKey EXAMPLE_KEY =
            VerifierKey.read("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    private static final NoteSigner NEUMANN = signer("PeterNeumann", "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
    private static final NoteSigner TESSERA =
            signer("example.com/log/testdata", "AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg");

    @Test
    void theExampleOfTheSpecificationVerifies() {
        assertThat(SignedNote.read(EXAMPLE).isSignedBy(EXAMPLE_KEY)).isTrue();
        assertThat(SignedNote.read(EXAMPLE).written()).isEqualTo(EXAMPLE);
    }

    @Test
    void aSeedGivesTheVerifierKeyAndTheSignatureThatGoGives() {
        assertThat(NEUMANN.verifier().written())
                .isEqualTo("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertThat(NEUMANN.sign("""
                                If you think cryptography is the answer to your problem,
                                then you don't know what your problem is.
                                """).written()).isEqualTo("""
                        If you think cryptography is the answer to your problem,
                        then you don't know what your problem is.

                        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
                        """);
    }

    @Test
    void aCheckpointHasTheBytesThatTesseraGivesIt() {
        Frontier tree = Frontier.empty();
        for (String entry : List.of(
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eit",
                "nain",
                "ten",
                "ileven",
                "twelf",
                "threeten",
                "fourten",
                "fivten")) {
            tree.append(TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8)));
        }
        SignedNote note = TESSERA.sign(new Checkpoint("example.com/log/testdata", tree.size(), tree.root()).text());
        assertThat(note.written()).isEqualTo("""
                        example.com/log/testdata
                        15
                        rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

                        — example.com/log/testdata M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=
                        """);
        assertThat(Checkpoint.verified(SignedNote.read(note.written()), TESSERA.verifier())
                        .size())
                .isEqualTo(15);
    }

    @Test
    void aLineOfAnUnknownKeyStandsForOthers() {
        SignedNote example = SignedNote.read(EXAMPLE);
        SignedNote twice = new SignedNote(
                example.text(),
                List.of(
                        NEUMANN.sign(example.text()).signatures().getFirst(),
                        example.signatures().getFirst()));
        assertThat(SignedNote.read(twice.written()).isSignedBy(EXAMPLE_KEY)).isTrue();
        assertThat(SignedNote.read(twice.written()).isSignedBy(NEUMANN.verifier()))
                .isTrue();
        assertThat(twice.isSignedBy(TESSERA.verifier())).isFalse();
    }

    @Test
    void aFalseLineOfAKnownKeySpoilsTheNote() {
        SignedNote example = SignedNote.read(EXAMPLE);
        SignedNote.Signature genuine = example.signatures().getFirst();
        SignedNote.Signature forged =
                new SignedNote.Signature(genuine.name(), genuine.keyId(), new byte[genuine.bytes().length]);
        assertThat(new SignedNote(example.text(), List.of(genuine, forged)).isSignedBy(EXAMPLE_KEY))
                .isFalse();
    }

    @Test
    void noFlippedBitGoesUnseen() {
        Random random = new Random(20_261_122);
        byte[] genuine = EXAMPLE.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 500; round++) {
            byte[] flipped = genuine.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(isAccepted(new String(flipped, StandardCharsets.UTF_8)))
                    .as("round %d", round)
                    .isFalse();
        }
    }

    private static boolean isAccepted(String note) {
        try {
            return SignedNote.read(note).isSignedBy(EXAMPLE_KEY);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "text\n",
                "text\n\n",
                "text\n\n— name AAAA\n",
                "text\n\n— name AAAAAA==\n",
                "text\n\n— name AAAAAAB=\n",
                "text\n\n— name AAAAAAA\n",
                "text\n\n— na+me AAAAAAAA\n",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n—  AAAAAAAA\n",
                "text\n\n— name AAAAAAAA",
                "text\n\n— name AAAAAAAA \n",
                "te\tt\n\n— name AAAAAAAA\n"
            })
    void whatIsNoNoteIsNotRead(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.read(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com/foo",
                "example.com/foo+530d903a",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
                "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
            })
    void whatIsNoVerifierKeyIsNotRead(String vkey) {
        assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.read(vkey));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "log\n15\n",
                "log\n015\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n",
                "log\n-1\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n",
                "log\n9223372036854775808\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n",
                "log\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383ct=\n",
                "log\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383c=\n",
                "log\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
                "lo g\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n",
                "log\n15\nrKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n"
            })
    void whatIsNoCheckpointIsNotRead(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.read(text));
    }

    @Test
    void aCheckpointOfAnotherLogIsNotThisLogs() {
        SignedNote other = TESSERA.sign(new Checkpoint("example.com/other", 0, TreeHash.empty()).text());
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.verified(other, TESSERA.verifier()));
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.verified(other, NEUMANN.verifier()));
    }

    @Test
    void theSignerTellsNothingOfItsSeed() {
        String seed =
                HexFormat.of().formatHex(Base64.getDecoder().decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="));
        assertThat(NEUMANN.toString())
                .isEqualTo("NoteSigner of " + NEUMANN.verifier().written())
                .doesNotContain(seed);
    }

    private static NoteSigner signer(String name, String typedSeed) {
        byte[] typed = Base64.getDecoder().decode(typedSeed);
        return NoteSigner.of(name, Arrays.copyOfRange(typed, 1, typed.length));
    }
}
