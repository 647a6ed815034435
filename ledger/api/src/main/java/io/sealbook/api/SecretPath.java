package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/** The name of a secret: 1 to 16 segments of {@code [A-Za-z0-9._-]{1,64}} joined by {@code /}, none {@code .} or {@code ..}. */
public record SecretPath(@JsonValue String value) implements Comparable<SecretPath> {
    /** The rule in words, for refusals: it never repeats the input, because people paste passwords into the wrong field. */
    public static final String RULE =
            "a path is 1 to 16 segments of 1 to 64 letters, digits, '.', '_' or '-', joined by '/', none of them '.' or '..'";

    /** The rule as a regular expression, but for the segments {@code .} and {@code ..}, which it lets through. */
    public static final String FORM = "[A-Za-z0-9._-]{1,64}(/[A-Za-z0-9._-]{1,64}){0,15}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public SecretPath {
        if (!isPath(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    private static boolean isPath(String value) {
        return PATTERN.matcher(value).matches()
                && List.of(value.split("/", -1)).stream().noneMatch(s -> s.equals(".") || s.equals(".."));
    }

    @Override
    public int compareTo(SecretPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
