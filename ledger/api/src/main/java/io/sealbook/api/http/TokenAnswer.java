package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a bootstrap token, never the token. {@code from} is the address that consumed it. */
public record TokenAnswer(
        TokenId id,
        DeploymentId deployment,
        State state,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant consumedAt,
        @Nullable String from) {
    public enum State {
        @JsonProperty("live")
        LIVE,
        @JsonProperty("consumed")
        CONSUMED,
        @JsonProperty("expired")
        EXPIRED,
        @JsonProperty("revoked")
        REVOKED
    }
}
