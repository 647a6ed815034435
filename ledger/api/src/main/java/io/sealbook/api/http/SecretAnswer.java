package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.SecretPath;
import java.time.Instant;
import java.time.Period;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A secret without its value. {@code revision} is its ETag; {@code asOf} is the ledger position that it was read at. */
public record SecretAnswer(
        SecretPath path,
        State state,
        int version,
        int revision,
        @Nullable String contentType,
        @Nullable String owner,
        Map<String, String> labels,
        @Nullable String comment,
        @Nullable Period rotateEvery,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        @Nullable Instant lastReadAt,
        long asOf) {
    public enum State {
        @JsonProperty("live")
        LIVE,
        @JsonProperty("deleted")
        DELETED
    }
}
