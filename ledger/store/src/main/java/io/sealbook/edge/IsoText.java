package io.sealbook.edge;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/** Durations of requests. A bare number has no unit, so it is no duration. */
final class IsoDuration extends StdScalarDeserializer<Duration> {
    private static final String RULE = "is an ISO 8601 duration as text, such as PT60S";

    IsoDuration() {
        super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            try {
                return Duration.parse(parser.getString());
            } catch (DateTimeParseException _) {
                // Its message repeats the input.
            }
        }
        throw new IllegalArgumentException(RULE);
    }
}
