package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A place where a delivery worker runs containers. */
public record TargetName(@JsonValue String value) {
    /** The rule in words, for refusals; it never repeats the input. */
    public static final String RULE =
            "a target name is 1 to 63 lower-case letters, digits, '.' or '-', and starts with a letter or digit";

    /** The rule as a regular expression. */
    public static final String FORM = "[a-z0-9][a-z0-9.-]{0,62}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public TargetName {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
