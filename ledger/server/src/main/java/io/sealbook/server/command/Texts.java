package io.sealbook.server.command;

import io.sealbook.edge.Problem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rule for free text from callers: bounded, whole characters, and no control characters but line breaks and tabs. */
public final class Texts {
    public static final int REASON = 1000;
    public static final String NOT_UNICODE = "no halves of surrogate pairs";

    private Texts() {}

    /** Returns the text, or refuses the request; an absent text is fine. */
    public static @Nullable String check(String pointer, @Nullable String text, int maxLength) {
        if (text != null) {
            if (text.length() > maxLength) {
                throw Problem.badRequest(pointer, "at most " + maxLength + " characters");
            }
            if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                throw Problem.badRequest(pointer, "no control characters");
            }
            if (!isUnicode(text)) {
                throw Problem.badRequest(pointer, NOT_UNICODE);
            }
        }
        return text;
    }

    /** Whether the text can be written as UTF-8: JSON may carry halves of characters. */
    public static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    public static @Nullable String reason(@Nullable String text) {
        return check("/reason", text, REASON);
    }
}
