package io.sealbook.server.command;

import io.sealbook.edge.Problem;
import org.jspecify.annotations.Nullable;

/** The rule for free text from callers: bounded, and no control characters but line breaks and tabs. */
public final class Texts {
    public static final int REASON = 1000;

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
        }
        return text;
    }

    public static @Nullable String reason(@Nullable String text) {
        return check("/reason", text, REASON);
    }
}
