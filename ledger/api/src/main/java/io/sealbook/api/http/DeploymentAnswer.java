package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.api.event.DeploymentSpec.Placement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment: what is wanted, what runs, and how far the two are apart.
 *
 * @param containers how far each container of this generation is; absent before the first was heard of
 */
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
        @Nullable Placement placement,
        @Nullable Hosting hosting,
        @Nullable SecretPath imageCredentials,
        @Nullable OnTheft onTheft,
        @Nullable List<Container> containers,
        Instant updatedAt,
        long asOf) {
    public DeploymentAnswer {
        bound = List.copyOf(bound);
        containers = containers == null || containers.isEmpty() ? null : List.copyOf(containers);
    }

    /**
     * A bound secret: {@code version} is what runs (absent before the first placement), {@code current} the newest.
     *
     * @param onRotation what a new version means; absent for a binding of one version
     */
    public record Bound(
            SecretPath path,
            String file,
            @Nullable Integer version,
            @Nullable Integer current,
            @Nullable OnRotation onRotation) {}

    /** A container, and the last step that its worker told of it. */
    public record Container(String container, Step step) {}

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
