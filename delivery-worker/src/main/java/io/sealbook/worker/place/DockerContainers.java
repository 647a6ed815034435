package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Docker's containers, running or not, as their labels and mounts tell them apart. */
record DockerContainers(DockerClient docker) {
    Map<String, App.Phase> phases(TargetName target) {
        return list(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.APP)).stream()
                .collect(Collectors.toMap(
                        Container::getId, container -> DockerFacts.phase(String.valueOf(container.getState()))));
    }

    List<App> apps(TargetName target, DeploymentId deployment) {
        return list(Map.of(
                        Labels.TARGET, target.value(), Labels.ROLE, Labels.APP, Labels.DEPLOYMENT, deployment.value()))
                .stream()
                .flatMap(container -> app(container.getId()).stream())
                .toList();
    }

    Optional<App> app(String container) {
        try {
            return DockerFacts.app(docker.inspectContainerCmd(container).exec());
        } catch (NotFoundException _) {
            return Optional.empty();
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    List<Tool> tools(TargetName target) {
        return list(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.TOOL)).stream()
                .map(container -> new Tool(
                        container.getId(),
                        DockerFacts.name(container),
                        DockerFacts.deployment(container.getLabels()).orElse(null),
                        Instant.ofEpochSecond(container.getCreated())))
                .toList();
    }

    List<Keeper> keepers(TargetName target) {
        return list(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.KEEPER)).stream()
                .flatMap(container -> DockerFacts.keeper(container).stream())
                .toList();
    }

    List<Memory> memories() {
        return list(Map.of(Labels.ROLE, Labels.APP)).stream()
                .flatMap(container -> container.getMounts().stream())
                .flatMap(mount ->
                        DockerFacts.memory(mount.getDestination(), mount.getName(), mount.getSource()).stream())
                .toList();
    }

    /** The volume of each container that has one at the place of its gate. */
    Map<String, String> gates() {
        Map<String, String> gates = new HashMap<>();
        for (Container container : list(Map.of(Labels.ROLE, Labels.APP))) {
            container.getMounts().stream()
                    .filter(mount -> Aid.HOME.equals(mount.getDestination()) && mount.getName() != null)
                    .forEach(mount -> gates.put(container.getId(), mount.getName()));
        }
        return gates;
    }

    Optional<Holder> holder(String name) {
        List<Container> alike = call(() -> docker.listContainersCmd()
                .withShowAll(true)
                .withNameFilter(List.of(name))
                .exec());
        return alike.stream()
                .filter(container -> Arrays.asList(container.getNames()).contains("/" + name))
                .findFirst()
                .map(container -> new Holder(
                        container.getId(),
                        DockerFacts.deployment(container.getLabels()).orElse(null)));
    }

    private List<Container> list(Map<String, String> labels) {
        return call(() -> docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels)
                .exec());
    }
}
