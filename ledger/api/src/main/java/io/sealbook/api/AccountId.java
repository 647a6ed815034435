package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An account, known for ever by the name that it was created with. */
public record AccountId(@JsonValue String value) {
    /** The rule in words, for refusals; it never repeats the input. */
    public static final String RULE =
            "an account name is 1 to 63 lower-case letters, digits, '.' or '-', and starts with a letter or digit";

    /** The rule as a regular expression. */
    public static final String FORM = "[a-z0-9][a-z0-9.-]{0,62}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public AccountId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
