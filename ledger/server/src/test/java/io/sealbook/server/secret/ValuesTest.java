package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.http.RotateSecret.Generate;
import io.sealbook.api.http.ValueAnswer;
import io.sealbook.edge.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HandlesPlaintext("compares values that the test made up")
class ValuesTest {
    private static final int LIMIT = 64;
    private final Values values = new Values(LIMIT);

    @Test
    void textIsTakenAsUtf8AndBase64AsBytes() {
        assertThat(bytes(values.read(Sensitive.of("şifre 🗝"), null)))
                .isEqualTo("şifre 🗝".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes(values.read(null, Sensitive.of("AP8Q")))).containsExactly(0, -1, 16);
    }

    @Test
    void exactlyOneOfTheTwoIsGiven() {
        refused(null, null);
        refused(Sensitive.of("a"), Sensitive.of("YQ=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Y", "Y Q=", "a*==", "%", "YQ==\n", "-_8="})
    void whatIsNotStandardBase64IsRefused(String text) {
        refused(null, Sensitive.of(text));
    }

    @Test
    void aValueHasAtLeastOneByteAndAtMostTheLimit() {
        refused(Sensitive.of(""), null);
        refused(null, Sensitive.of(""));
        refused(Sensitive.of("é".repeat(LIMIT / 2) + "x"), null);
        refused(null, Sensitive.of(Base64.getEncoder().encodeToString(new byte[LIMIT + 1])));
        assertThat(bytes(values.read(Sensitive.of("é".repeat(LIMIT / 2)), null)))
                .hasSize(LIMIT);
    }

    @Test
    void halfACharacterIsRefusedAndNotReplacedByAQuestionMark() {
        refused(Sensitive.of("pass\ud83dword"), null);
    }

    @Test
    void aRefusalNeverRepeatsTheValue() {
        assertThatThrownBy(() -> values.read(null, Sensitive.of("canary-c4n4ry-*")))
                .hasMessageNotContaining("canary")
                .extracting(String::valueOf)
                .asString()
                .doesNotContain("canary");
    }

    @Test
    void generatedValuesHaveTheirLengthAndAlphabetAndDiffer() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            String text =
                    new String(bytes(values.generate(new Generate(24, "0123456789abcdef"))), StandardCharsets.UTF_8);
            assertThat(text).matches("[0-9a-f]{24}");
            assertThat(seen.add(text)).isTrue();
        }
        assertThat(new String(bytes(values.generate(new Generate(8, null))), StandardCharsets.UTF_8))
                .matches("[A-Za-z0-9]{8}");
    }

    @Test
    void weakWishesAreRefused() {
        for (Generate wanted : new Generate[] {
            new Generate(7, null),
            new Generate(4097, null),
            new Generate(-1, null),
            new Generate(16, "abc"),
            new Generate(16, "aaaaaaaaaaaaaaaaaaaabcdefghij"),
            new Generate(16, "abcdefghijğ"),
            new Generate(16, "abcdefghij\n")
        }) {
            assertThatThrownBy(() -> values.generate(wanted)).isInstanceOf(Problem.class);
        }
    }

    @Test
    void theAnswerIsTextOnlyWhenTheBytesAreUtf8() {
        assertThat(answer("şifre".getBytes(StandardCharsets.UTF_8)).value()).isNotNull();
        ValueAnswer binary = answer(new byte[] {(byte) 0xc3, 0x28});
        assertThat(binary.value()).isNull();
        assertThat(reveal(binary.valueBase64())).isEqualTo("wyg=");
    }

    @Test
    void theLimitItselfHasLimits() {
        assertThatThrownBy(() -> new Values(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Values(500_001)).isInstanceOf(IllegalArgumentException.class);
    }

    private ValueAnswer answer(byte[] bytes) {
        return values.answer(new SecretPath("a"), 1, null, Plaintext.owning(bytes));
    }

    private void refused(@Nullable Sensitive text, @Nullable Sensitive base64) {
        assertThatThrownBy(() -> values.read(text, base64))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.status().value()).isEqualTo(400));
    }

    private static @Nullable String reveal(@Nullable Sensitive sensitive) {
        return sensitive == null ? null : sensitive.reveal();
    }

    private static byte[] bytes(Plaintext plaintext) {
        return plaintext.use(byte[]::clone);
    }
}
