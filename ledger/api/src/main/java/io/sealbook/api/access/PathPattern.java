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

    private static final Pattern SEGMENT = Pattern.compile("\\*|[A-Za-z0-9._-]{1,64}");

    @JsonCreator
    public PathPattern {
        List<String> segments = List.of(value.split("/", -1));
        boolean open = segments.getLast().equals("**");
        List<String> fixed = open ? segments.subList(0, segments.size() - 1) : segments;
        if (segments.size() > 16
                || !fixed.stream().allMatch(s -> SEGMENT.matcher(s).matches() && !s.equals(".") && !s.equals(".."))) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
