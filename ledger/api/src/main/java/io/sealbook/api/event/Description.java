package io.sealbook.api.event;

import java.time.Period;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said about a secret, beside its value. Always whole: a change carries every field again. */
public record Description(
        @Nullable String contentType,
        @Nullable String comment,
        @Nullable String owner,
        Map<String, String> labels,
        @Nullable Period rotateEvery) {
    public static final Description EMPTY = new Description(null, null, null, Map.of(), null);

    public Description {
        labels = Map.copyOf(labels);
    }
}
