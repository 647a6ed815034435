package io.sealbook.api.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which paths a rule speaks of: segments as in a secret path, where {@code *} stands for exactly one segment and
 * {@code **}, as the last segment only, for any number of them, none included.
 */
public record PathPattern(@JsonValue String value) {
    public static final String RULE =
            "a path pattern is 1 to 16 segments joined by '/': a path segment, '*' for one, or a last '**' for any number";

    /** The rule as a regular expression, but for the segments {@code .} and {@code ..}, which it lets through. */
    public static final String FORM =
            "((\\*|[A-Za-z0-9._-]{1,64})(/(\\*|[A-Za-z0-9._-]{1,64})){0,14}(/(\\*{1,2}|[A-Za-z0-9._-]{1,64}))?|\\*\\*)";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public PathPattern {
        if (!PATTERN.matcher(value).matches()
                || List.of(value.split("/", -1)).stream().anyMatch(s -> s.equals(".") || s.equals(".."))) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
