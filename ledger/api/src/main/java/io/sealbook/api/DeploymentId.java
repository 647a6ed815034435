package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One deployment, named by a UUIDv7 (RFC 9562). */
public record DeploymentId(@JsonValue String value) {
    /** The rule in words, for refusals; it never repeats the input. */
    public static final String RULE = "a deployment id is a UUID in lower case";

    /** The rule as a regular expression. */
    public static final String FORM = "[0-9a-f-]{36}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    @JsonCreator
    public DeploymentId {
        if (!PATTERN.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
