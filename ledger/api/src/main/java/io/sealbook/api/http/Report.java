package io.sealbook.api.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.event.VersionedPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/deployments/{id}/reports}: what became of one generation. */
public record Report(
        int generation,
        Outcome outcome,
        @Nullable String container,
        @Nullable String problem,
        @Nullable List<VersionedPath> versions) {
    public enum Outcome {
        @JsonProperty("placed")
        PLACED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("stopped")
        STOPPED
    }
}
