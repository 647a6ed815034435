package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.SecretPath;
import java.time.Instant;
import java.time.Period;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret without its value.
 *
 * @param revision its ETag
 * @param asOf the ledger position that it was read at
 * @param inclusion the proof of the change that made it so, for whoever changed it and waited for a checkpoint
 */
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
        long asOf,
        @Nullable InclusionAnswer inclusion) {
    public enum State {
        @JsonProperty("live")
        LIVE,
        @JsonProperty("deleted")
        DELETED
    }
}
