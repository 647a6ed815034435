package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.sealbook.api.TargetName;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Docker's volumes. What the engine answers to a creation is not believed: an older volume may have the name. */
record DockerVolumes(DockerClient docker) {
    Map<String, String> create(VolumePlan plan) {
        return call(() -> {
            docker.createVolumeCmd()
                    .withName(plan.name())
                    .withDriver("local")
                    .withDriverOpts(plan.options())
                    .withLabels(plan.labels())
                    .exec();
            return Objects.requireNonNullElse(
                    docker.inspectVolumeCmd(plan.name()).exec().getOptions(), Map.of());
        });
    }

    boolean remove(String name) {
        try {
            docker.removeVolumeCmd(name).exec();
            return true;
        } catch (NotFoundException _) {
            return true;
        } catch (ConflictException _) {
            return false;
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    Map<String, String> labels(String name) {
        return Objects.requireNonNullElse(
                call(() -> docker.inspectVolumeCmd(name).exec()).getLabels(), Map.of());
    }

    /** The names of a target's volumes with this role. */
    List<String> named(TargetName target, String role) {
        List<String> labels = List.of(Labels.TARGET + "=" + target, Labels.ROLE + "=" + role);
        return call(() -> docker.listVolumesCmd().withFilter("label", labels).exec()).getVolumes().stream()
                .map(InspectVolumeResponse::getName)
                .toList();
    }
}
