package io.sealbook.edge;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/** Times and durations of requests. A bare number has no unit, so it is neither. */
final class IsoText<T> extends StdScalarDeserializer<T> {
    static final IsoText<Duration> DURATION =
            new IsoText<>(Duration.class, Duration::parse, "is an ISO 8601 duration as text, such as PT60S");
    static final IsoText<Instant> INSTANT =
            new IsoText<>(Instant.class, Instant::parse, "is an ISO 8601 time as text, such as 2026-11-22T08:00:00Z");

    private final transient Function<String, T> form;
    private final String rule;

    private IsoText(Class<T> type, Function<String, T> form, String rule) {
        super(type);
        this.form = form;
        this.rule = rule;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            try {
                return form.apply(parser.getString());
            } catch (DateTimeException _) {
                // Its message repeats the input.
            }
        }
        throw new IllegalArgumentException(rule);
    }
}
