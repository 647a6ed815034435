package io.sealbook.worker.place;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.RestartPolicy;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Reads docker-java's objects into ours. A container whose labels make no sense is nobody's: it is left alone. */
final class DockerFacts {
    private static final Logger LOG = LoggerFactory.getLogger(DockerFacts.class);

    private DockerFacts() {}

    static Optional<App> app(InspectContainerResponse container) {
        ContainerState state = container.getState();
        @Nullable Map<String, String> labels = container.getConfig().getLabels();
        try {
            String generation = labels == null ? "" : labels.getOrDefault(Labels.GENERATION, "");
            String files = labels == null ? "[]" : labels.getOrDefault(Labels.FILES, "[]");
            List<Orders.File> laidOut = List.of(Json.MAPPER.readValue(files, Orders.File[].class));
            DeploymentSpec.Placement placement = placement(labels);
            Long status = state.getExitCodeLong();
            return deployment(labels)
                    .map(deployment -> new App(
                            container.getId(),
                            container.getName().substring(1),
                            deployment,
                            Integer.parseInt(generation),
                            phase(String.valueOf(state.getStatus())),
                            String.valueOf(state.getStartedAt()),
                            status == null ? 0 : status.intValue(),
                            Boolean.TRUE.equals(state.getOOMKilled()),
                            Objects.requireNonNullElse(state.getError(), ""),
                            Objects.requireNonNullElse(container.getConfig().getUser(), ""),
                            placement,
                            memory(container).orElse(null),
                            laidOut,
                            DockerHealth.of(container).orElse(null)));
        } catch (JacksonException | NumberFormatException senseless) {
            LOG.warn("container {} has labels that Sealbook did not write; leaving it alone", container.getId());
            return Optional.empty();
        }
    }

    static Optional<Image> image(InspectImageResponse image) {
        ContainerConfig config = image.getConfig();
        String id = image.getId();
        if (id == null) {
            return Optional.empty();
        }
        return Optional.of(new Image(
                id,
                config == null || config.getEntrypoint() == null ? List.of() : List.of(config.getEntrypoint()),
                config == null || config.getCmd() == null ? List.of() : List.of(config.getCmd()),
                config == null || config.getUser() == null ? "" : config.getUser()));
    }

    /** The restart policy that the container was made with. */
    static RestartPolicy restart(InspectContainerResponse container) {
        @Nullable Map<String, String> labels = container.getConfig().getLabels();
        return RestartPolicy.parse(labels == null ? "always" : labels.getOrDefault(Labels.RESTART, "always"));
    }

    static String name(Container container) {
        String[] names = container.getNames();
        return names == null || names.length == 0 ? container.getId() : names[0].substring(1);
    }

    static Optional<DeploymentId> deployment(@Nullable Map<String, String> labels) {
        try {
            return Optional.ofNullable(labels)
                    .map(known -> known.get(Labels.DEPLOYMENT))
                    .map(DeploymentId::new);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is mounted at the place of the secrets; empty for anything that Sealbook did not make. */
    static Optional<Memory> memory(@Nullable String mountedAt, @Nullable String volume, @Nullable String source) {
        if (!Placement.SECRETS.equals(mountedAt)) {
            return Optional.empty();
        }
        if (volume != null && !volume.isEmpty()) {
            return MemoryVolume.named(volume).map(Memory.class::cast);
        }
        return source == null
                ? Optional.empty()
                : MemoryDirectory.named(Path.of(source).getFileName().toString())
                        .map(Memory.class::cast);
    }

    static Optional<Keeper> keeper(Container container) {
        return container.getMounts().stream()
                .flatMap(mount -> Optional.ofNullable(mount.getName()).flatMap(MemoryVolume::named).stream())
                .findFirst()
                .map(volume -> new Keeper(container.getId(), volume, "running".equals(container.getState())));
    }

    static Host host(Info info) {
        return new Host(
                String.valueOf(info.getServerVersion()),
                String.valueOf(info.getKernelVersion()),
                Boolean.TRUE.equals(info.getRawValues().get("LiveRestoreEnabled")),
                Stream.ofNullable(info.getSecurityOptions())
                        .flatMap(List::stream)
                        .anyMatch(option -> option.startsWith("name=userns") || option.startsWith("name=rootless")));
    }

    private static DeploymentSpec.Placement placement(@Nullable Map<String, String> labels) {
        String word = labels == null ? null : labels.get(Labels.PLACEMENT);
        return word == null
                ? DeploymentSpec.Placement.MEMORY
                : Labels.placement(word).orElseThrow(() -> new NumberFormatException("no placement"));
    }

    private static Optional<Memory> memory(InspectContainerResponse container) {
        if (container.getMounts() == null) {
            return Optional.empty();
        }
        return container.getMounts().stream()
                .flatMap(mount -> memory(
                        mount.getDestination() == null
                                ? null
                                : mount.getDestination().getPath(),
                        mount.getName(),
                        mount.getSource())
                        .stream())
                .findFirst();
    }

    static App.Phase phase(String status) {
        return switch (status) {
            case "created" -> App.Phase.CREATED;
            case "running", "paused" -> App.Phase.RUNNING;
            case "restarting" -> App.Phase.RESTARTING;
            default -> App.Phase.STOPPED;
        };
    }
}
