package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the trail. {@code id} is the event's UUIDv7, {@code type} its wire name, {@code action} its short name
 * such as {@code secret.read}.
 */
public record AuditEvent(
        long position,
        String id,
        String type,
        Instant at,
        Actor actor,
        String action,
        Outcome outcome,
        @Nullable String secret,
        @Nullable Integer version,
        @Nullable String deployment,
        @Nullable String token,
        @Nullable String account,
        @Nullable String from,
        @Nullable String reason,
        String requestId) {
    public enum Outcome {
        @JsonProperty("success")
        SUCCESS,
        @JsonProperty("refused")
        REFUSED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("alarm")
        ALARM
    }
}
