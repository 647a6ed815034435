package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.VersionedPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/deployments/{id}/reports}: what became of one generation.
 *
 * @param step how far {@code container} is, with {@link Outcome#PROGRESSED}
 */
public record Report(
        int generation,
        Outcome outcome,
        @Nullable String container,
        @Nullable String problem,
        @Nullable List<VersionedPath> versions,
        DeploymentEvent.@Nullable Step step) {
    public Report(
            int generation,
            Outcome outcome,
            @Nullable String container,
            @Nullable String problem,
            @Nullable List<VersionedPath> versions) {
        this(generation, outcome, container, problem, versions, null);
    }

    public enum Outcome {
        /** One of its containers came a step further; the outcome follows. */
        @JsonProperty("progressed")
        PROGRESSED,
        @JsonProperty("placed")
        PLACED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("stopped")
        STOPPED
    }
}
