package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The public half of a bootstrap token; knowing it opens nothing. */
public record TokenId(@JsonValue String value) {
    /** The rule in words, for refusals; it never repeats the input. */
    public static final String RULE = "a token id is 16 letters or digits";

    /** The rule as a regular expression. */
    public static final String FORM = "[0-9A-Za-z]{16}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public TokenId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
