package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.errorprone.annotations.RestrictedApi;

/** Text that must not be seen, while it crosses JSON: it prints as {@code [redacted]} and has no equality. */
public final class Sensitive {
    private final String text;

    private Sensitive(String text) {
        this.text = text;
    }

    @JsonCreator
    public static Sensitive of(String text) {
        return new Sensitive(text);
    }

    /** The text itself. */
    @JsonValue
    @RestrictedApi(explanation = "secret text leaves here", allowlistAnnotations = HandlesPlaintext.class)
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
