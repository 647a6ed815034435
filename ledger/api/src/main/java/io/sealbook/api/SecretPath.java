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

    private static final int MAX_SEGMENTS = 16;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @JsonCreator
    public SecretPath {
        if (!isPath(value)) {
            throw new IllegalArgumentException(RULE);
        }
    }

    private static boolean isPath(String value) {
        List<String> segments = List.of(value.split("/", -1));
        return segments.size() <= MAX_SEGMENTS
                && segments.stream().allMatch(s -> SEGMENT.matcher(s).matches() && !s.equals(".") && !s.equals(".."));
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
