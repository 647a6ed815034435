package io.sealbook.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.edge.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void anAbsentTextIsFine() {
        assertThat(Texts.check("/reason", null, 10)).isNull();
    }

    @Test
    void textOfAnyLanguageWithLinesAndTabsIsFine() {
        String text = "İstanbul\n\tकाठमाडौं 🗝";
        assertThat(Texts.check("/reason", text, 100)).isEqualTo(text);
    }

    @Test
    void aTextMayBeExactlyAsLongAsItMay() {
        assertThat(Texts.reason("x".repeat(Texts.REASON))).hasSize(Texts.REASON);
        assertThatThrownBy(() -> Texts.reason("x".repeat(Texts.REASON + 1))).isInstanceOf(Problem.class);
    }

    @Test
    void controlCharactersAndHalvesOfCharactersAreRefused() {
        for (String text : List.of("a\u0000b", "a\u001bb", "a\rb", "a\u007fb", "a\u0085b", "half \ud83d", "\udddd")) {
            assertThatThrownBy(() -> Texts.check("/comment", text, 100))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.status().value()).isEqualTo(400));
        }
    }
}
