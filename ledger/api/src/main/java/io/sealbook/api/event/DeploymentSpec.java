package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What shall run: an image (a digest reference or a local image id) on a target, and the secrets that its container
 * finds as files.
 */
public record DeploymentSpec(
        String name,
        TargetName target,
        String image,
        List<String> command,
        List<Binding> secrets,
        OnRotation onRotation,
        @Nullable Limits limits) {
    public DeploymentSpec {
        command = List.copyOf(command);
        secrets = List.copyOf(secrets);
    }

    /**
     * One secret as one file. Without a version the current one is delivered. {@code mode} is four octal digits;
     * {@code uid} owns the file.
     */
    public record Binding(
            SecretPath path,
            String file,
            @Nullable Integer version,
            @Nullable String mode,
            @Nullable Integer uid) {}

    public enum OnRotation {
        @JsonProperty("restart")
        RESTART,
        @JsonProperty("manual")
        MANUAL
    }

    /** Upper bounds for the container: bytes of memory, thousandths of a CPU, number of processes. */
    public record Limits(
            @Nullable Long memoryBytes,
            @Nullable Integer cpuMillis,
            @Nullable Integer pids,
            @Nullable Boolean readOnlyRoot,
            @Nullable String user,
            Map<String, String> environment) {
        public Limits {
            environment = Map.copyOf(environment);
        }
    }
}
