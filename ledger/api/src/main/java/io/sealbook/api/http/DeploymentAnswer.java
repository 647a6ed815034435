package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent.Desired;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A deployment: what is wanted, what runs, and how far the two are apart. */
public record DeploymentAnswer(
        DeploymentId id,
        String name,
        TargetName target,
        String image,
        int generation,
        Desired desired,
        State state,
        List<Bound> bound,
        @Nullable String container,
        @Nullable String problem,
        Instant updatedAt,
        long asOf) {
    public DeploymentAnswer {
        bound = List.copyOf(bound);
    }

    /** A bound secret: {@code version} is what runs (absent before the first placement), {@code current} the newest. */
    public record Bound(
            SecretPath path,
            String file,
            @Nullable Integer version,
            @Nullable Integer current) {}

    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("placing")
        PLACING,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("stale")
        STALE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("stopped")
        STOPPED,
        /** Stopped because a token was stolen, until somebody redeploys it. */
        @JsonProperty("quarantined")
        QUARANTINED
    }
}
