package io.sealbook.worker.place;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.model.ContainerSpec;
import com.github.dockerjava.api.model.ContainerSpecFile;
import com.github.dockerjava.api.model.ContainerSpecPrivileges;
import com.github.dockerjava.api.model.ContainerSpecSecret;
import com.github.dockerjava.api.model.EndpointResolutionMode;
import com.github.dockerjava.api.model.EndpointSpec;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.NetworkAttachmentConfig;
import com.github.dockerjava.api.model.PortConfig;
import com.github.dockerjava.api.model.PortConfigProtocol;
import com.github.dockerjava.api.model.ResourceRequirements;
import com.github.dockerjava.api.model.ResourceSpecs;
import com.github.dockerjava.api.model.ServiceModeConfig;
import com.github.dockerjava.api.model.ServiceReplicatedModeOptions;
import com.github.dockerjava.api.model.ServiceRestartCondition;
import com.github.dockerjava.api.model.ServiceRestartPolicy;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.TaskSpec;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.UpdateConfig;
import com.github.dockerjava.api.model.UpdateFailureAction;
import com.github.dockerjava.api.model.UpdateOrder;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.DeploymentSpec.Restart;
import io.sealbook.worker.place.ServiceBlueprint.SecretFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says a service's blueprint in docker-java's words, and adds those that it lacks. */
final class DockerService {
    private static final long SCRATCH_BYTES = 64L << 20;
    private static final int SCRATCH_MODE = 01777;

    private DockerService() {}

    static ServiceSpec spec(ServiceBlueprint blueprint) {
        Hosting hosting = blueprint.hosting();
        List<Port> ports = hosting.ports() == null ? List.of() : hosting.ports();
        return new ServiceSpec()
                .withName(blueprint.name())
                .withLabels(blueprint.labels())
                .withTaskTemplate(new TaskSpec()
                        .withContainerSpec(container(blueprint))
                        .withResources(new ResourceRequirements().withLimits(new Limits(blueprint.bounds())))
                        .withRestartPolicy(new ServiceRestartPolicy().withCondition(restart(hosting.restart())))
                        .withNetworks(networks(hosting)))
                .withMode(new ServiceModeConfig()
                        .withReplicated(new ServiceReplicatedModeOptions().withReplicas(blueprint.replicas())))
                .withUpdateConfig(oneByOne(blueprint.monitor(), UpdateFailureAction.ROLLBACK))
                .withRollbackConfig(oneByOne(blueprint.monitor(), UpdateFailureAction.PAUSE))
                // A virtual address needs IPVS in the kernel of every node, and only published ports need that address.
                .withEndpointSpec(new EndpointSpec()
                        .withMode(ports.isEmpty() ? EndpointResolutionMode.DNSRR : EndpointResolutionMode.VIP)
                        .withPorts(ports.stream().map(DockerService::port).toList()));
    }

    /** A new task must do well before the next old one ends; the first that does not ends it all. */
    private static UpdateConfig oneByOne(Duration monitor, UpdateFailureAction failing) {
        return new UpdateConfig()
                .withParallelism(1)
                .withOrder(UpdateOrder.START_FIRST)
                .withMonitor(monitor.toNanos())
                .withMaxFailureRatio(0f)
                .withFailureAction(failing);
    }

    private static ContainerSpec container(ServiceBlueprint blueprint) {
        ContainerSpec container = new Confined()
                .withImage(blueprint.image())
                .withLabels(blueprint.taskLabels())
                .withArgs(blueprint.arguments())
                .withEnv(blueprint.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .sorted()
                        .toList())
                .withSecrets(blueprint.secrets().stream()
                        .map(secret -> new ContainerSpecSecret()
                                .withSecretId(secret.id())
                                .withSecretName(secret.name())
                                .withFile(file(secret, blueprint.files())))
                        .toList())
                .withPrivileges(new Unprivileged())
                .withReadOnly(blueprint.bounds().readOnlyRoot());
        if (!blueprint.user().isEmpty()) {
            container.withUser(blueprint.user());
        }
        if (blueprint.hosting().health() != null) {
            container.withHealthCheck(DockerHosting.check(blueprint.hosting().health()));
        }
        if (blueprint.bounds().readOnlyRoot()) {
            container.withMounts(List.of(new Mount()
                    .withType(MountType.TMPFS)
                    .withTarget("/tmp")
                    .withTmpfsOptions(
                            new TmpfsOptions().withSizeBytes(SCRATCH_BYTES).withMode(SCRATCH_MODE))));
        }
        return container;
    }

    private static ContainerSpecFile file(KeptSecret secret, List<SecretFile> files) {
        return files.stream()
                .filter(file -> file.file().equals(secret.file()))
                .findFirst()
                .map(file -> new ContainerSpecFile()
                        .withName(file.file())
                        .withUid(Integer.toString(file.uid()))
                        .withGid(Integer.toString(file.gid()))
                        .withMode((long) file.mode()))
                .orElseThrow(() -> new IllegalStateException("bug: a secret without its file"));
    }

    private static PortConfig port(Port port) {
        return new PortConfig()
                .withTargetPort(port.container())
                .withPublishedPort(port.host())
                .withPublishMode(PortConfig.PublishMode.ingress)
                .withProtocol(port.protocol() == Port.Protocol.UDP ? PortConfigProtocol.UDP : PortConfigProtocol.TCP);
    }

    private static List<NetworkAttachmentConfig> networks(Hosting hosting) {
        return Networks.asked(hosting).stream()
                .map(name -> new NetworkAttachmentConfig().withTarget(name))
                .toList();
    }

    private static ServiceRestartCondition restart(@Nullable Restart restart) {
        return switch (restart) {
            case NO -> ServiceRestartCondition.NONE;
            case ON_FAILURE -> ServiceRestartCondition.ON_FAILURE;
            // Somebody who stops a service scales it to nothing; a task that ends is always started again.
            case UNLESS_STOPPED, ALWAYS -> ServiceRestartCondition.ANY;
            case null -> ServiceRestartCondition.ANY;
        };
    }

    private static final class Confined extends ContainerSpec {
        private static final long serialVersionUID = 1L;

        @JsonProperty("CapabilityDrop")
        @SuppressWarnings("UnusedVariable") // written as JSON
        private final String[] dropped = {"ALL"};
    }

    /** Engines before Docker 27 do not know the word and pass over it. */
    private static final class Unprivileged extends ContainerSpecPrivileges {
        private static final long serialVersionUID = 1L;

        @JsonProperty("NoNewPrivileges")
        @SuppressWarnings("UnusedVariable") // written as JSON
        private final boolean confined = true;
    }

    private static final class Limits extends ResourceSpecs {
        private static final long serialVersionUID = 1L;

        @JsonProperty("Pids")
        @SuppressWarnings("UnusedVariable") // written as JSON
        private final long pids;

        Limits(Blueprint.Bounds bounds) {
            pids = bounds.pids();
            if (bounds.memoryBytes() != null) {
                withMemoryBytes(bounds.memoryBytes());
            }
            if (bounds.cpuMillis() != null) {
                withNanoCPUs(bounds.cpuMillis() * 1_000_000L);
            }
        }
    }
}
