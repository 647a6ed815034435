package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One value of a secret in its history, without the value. */
public record VersionAnswer(
        int version, Instant at, String by, @Nullable String comment, Origin origin, State state) {
    public enum Origin {
        @JsonProperty("written")
        WRITTEN,
        @JsonProperty("rotated")
        ROTATED
    }

    public enum State {
        @JsonProperty("live")
        LIVE,
        @JsonProperty("deleted")
        DELETED
    }
}
