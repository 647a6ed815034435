package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One deployment, named by a UUIDv7 (RFC 9562). */
public record DeploymentId(@JsonValue String value) {
    /** The rule in words, for refusals; it never repeats the input. */
    public static final String RULE = "a deployment id is a UUID in lower case";

    private static final Pattern FORM = Pattern.compile("[0-9a-f-]{36}");

    @JsonCreator
    public DeploymentId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(RULE);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
