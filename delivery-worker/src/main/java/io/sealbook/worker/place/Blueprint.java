package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec.Hosting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to create. Nothing in it is secret: the engine keeps all of it on disk and shows it to whoever inspects.
 * Every container drops all capabilities and may not gain privileges; {@code Kind} says what differs.
 */
public record Blueprint(
        @Nullable String name,
        String image,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        List<Mount> mounts,
        String user,
        Kind kind,
        Bounds bounds,
        Hosting hosting) {
    /** On the engine's default bridge, without published ports, with the image's own health check. */
    static final Hosting PLAIN = new Hosting(null, null, null, null, null);

    public Blueprint {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        mounts = List.copyOf(mounts);
    }

    public Blueprint(
            @Nullable String name,
            String image,
            List<String> entrypoint,
            List<String> command,
            Map<String, String> environment,
            Map<String, String> labels,
            List<Mount> mounts,
            String user,
            Kind kind,
            Bounds bounds) {
        this(name, image, entrypoint, command, environment, labels, mounts, user, kind, bounds, PLAIN);
    }

    public enum Kind {
        /** Hosted as its order says. */
        APP,
        /** No network, no restart, real root of the host's user namespace, may pass file permissions. */
        TOOL,
        /** No network, no capability at all, always restarted by the engine. */
        KEEPER,
        /** On the networks of its hosting, may give files away, always restarted by the engine. */
        AGENT
    }

    public sealed interface Mount {
        String target();

        boolean readOnly();

        /** A directory of the engine's host, which must exist: the engine never makes an empty one instead. */
        record Directory(String source, String target, boolean readOnly) implements Mount {}

        /** A volume; a missing one comes into being with the container, as planned. */
        record Volume(VolumePlan plan, String target, boolean readOnly) implements Mount {}

        /** Fresh memory for the container's own use. */
        record Scratch(String target) implements Mount {
            @Override
            public boolean readOnly() {
                return false;
            }
        }
    }

    /** Upper bounds. Memory is bounded without swap, so that a process cannot be paged to disk for being too large. */
    public record Bounds(
            @Nullable Long memoryBytes, @Nullable Integer cpuMillis, int pids, boolean readOnlyRoot) {}
}
