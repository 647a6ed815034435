package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.TokenEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a bootstrap token, never the token. {@code from} is the address that consumed it.
 *
 * @param purpose what the token opens; absent, like {@code sealTo}, where that is not known yet
 * @param sealTo the X25519 public key (base64) that the answer is sealed to; absent without one
 */
public record TokenAnswer(
        TokenId id,
        DeploymentId deployment,
        State state,
        Instant issuedAt,
        Instant expiresAt,
        @Nullable Instant consumedAt,
        @Nullable String from,
        TokenEvent.@Nullable Purpose purpose,
        @Nullable String sealTo) {
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
