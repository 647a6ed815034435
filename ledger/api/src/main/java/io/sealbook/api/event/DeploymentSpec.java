package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What shall run: an image (a digest reference or a local image id) on a target, and the secrets that its container
 * finds as files.
 *
 * @param placement how the secrets get there; absent for the way that the target's worker prefers
 * @param imageCredentials the secret that holds {@code user:password} for the image's registry
 * @param onTheft what happens when one of its bootstrap tokens turns up where it should not; absent for the alarm alone
 */
public record DeploymentSpec(
        String name,
        TargetName target,
        String image,
        List<String> command,
        List<Binding> secrets,
        OnRotation onRotation,
        @Nullable Limits limits,
        @Nullable Placement placement,
        @Nullable Hosting hosting,
        @Nullable SecretPath imageCredentials,
        @Nullable OnTheft onTheft) {
    public DeploymentSpec {
        command = List.copyOf(command);
        secrets = List.copyOf(secrets);
    }

    public DeploymentSpec(
            String name,
            TargetName target,
            String image,
            List<String> command,
            List<Binding> secrets,
            OnRotation onRotation,
            @Nullable Limits limits) {
        this(name, target, image, command, secrets, onRotation, limits, null, null, null, null);
    }

    /** What a new version of the bound secret means here; nothing for a binding of one version. */
    public OnRotation onRotation(Binding binding) {
        if (binding.version() != null) {
            return OnRotation.MANUAL;
        }
        return binding.onRotation() == null ? onRotation : binding.onRotation();
    }

    /**
     * One secret as one file. Without a version the current one is delivered. {@code mode} is four octal digits;
     * {@code uid} owns the file.
     *
     * @param onRotation what a new version of this secret means; absent for what the deployment says
     * @param generate that Sealbook may make this value anew by itself, and how, when a token was stolen
     */
    public record Binding(
            SecretPath path,
            String file,
            @Nullable Integer version,
            @Nullable String mode,
            @Nullable Integer uid,
            @Nullable OnRotation onRotation,
            @Nullable Generate generate) {
        public Binding(
                SecretPath path, String file, @Nullable Integer version, @Nullable String mode, @Nullable Integer uid) {
            this(path, file, version, mode, uid, null, null);
        }
    }

    /** {@code length} random characters of {@code alphabet} (letters and digits unless given). */
    public record Generate(int length, @Nullable String alphabet) {}

    public enum OnRotation {
        /** The files change inside the running container. */
        @JsonProperty("refresh")
        REFRESH,
        /** A new container takes the place of the old one. */
        @JsonProperty("restart")
        RESTART,
        /** Nothing, until somebody asks for it. */
        @JsonProperty("manual")
        MANUAL
    }

    /** Where the secrets lie, and who brings them there. */
    public enum Placement {
        /** In a tmpfs of the host, filled by the worker. */
        @JsonProperty("memory")
        MEMORY,
        /** In a tmpfs volume that a keeper holds, filled by the worker. */
        @JsonProperty("volume")
        VOLUME,
        /** In a tmpfs volume; the keeper itself fetches them with a bootstrap token. */
        @JsonProperty("sidecar")
        SIDECAR,
        /** In the container's own memory, fetched with a bootstrap token by a script before its command. */
        @JsonProperty("client")
        CLIENT,
        /** Wherever the application puts them, which finds a bootstrap token and fetches them itself. */
        @JsonProperty("app")
        APP,
        /** In secrets of a Docker Swarm, as a service. */
        @JsonProperty("swarm")
        SWARM
    }

    public enum OnTheft {
        /** Nothing but the alarm. */
        @JsonProperty("alarm")
        ALARM,
        /** The deployment is stopped, and stays so until somebody redeploys it. */
        @JsonProperty("quarantine")
        QUARANTINE,
        /** Every value that may be generated is, and the deployment starts anew with them. */
        @JsonProperty("redeploy")
        REDEPLOY
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

    /**
     * How the engine hosts the container: the networks that it joins (the engine's default bridge if none), ports that
     * are published, when it is well, when it is started again ({@link Restart#ALWAYS} unless given), and of how
     * many containers a service consists.
     */
    public record Hosting(
            @Nullable List<String> networks,
            @Nullable List<Port> ports,
            @Nullable Health health,
            @Nullable Restart restart,
            @Nullable Integer replicas) {
        public Hosting {
            networks = networks == null ? null : List.copyOf(networks);
            ports = ports == null ? null : List.copyOf(ports);
        }
    }

    /** A port of the container, published at {@code address} (127.0.0.1 unless given) of the host. */
    public record Port(
            int container,
            int host,
            @Nullable String address,
            @Nullable Protocol protocol) {
        public enum Protocol {
            @JsonProperty("tcp")
            TCP,
            @JsonProperty("udp")
            UDP
        }
    }

    /** A command inside the container whose exit status 0 means that it is well; in place of the image's own. */
    public record Health(
            List<String> command,
            @Nullable Duration interval,
            @Nullable Duration timeout,
            @Nullable Duration startPeriod,
            @Nullable Integer retries) {
        public Health {
            command = List.copyOf(command);
        }
    }

    public enum Restart {
        @JsonProperty("no")
        NO,
        @JsonProperty("onFailure")
        ON_FAILURE,
        @JsonProperty("unlessStopped")
        UNLESS_STOPPED,
        @JsonProperty("always")
        ALWAYS
    }
}
