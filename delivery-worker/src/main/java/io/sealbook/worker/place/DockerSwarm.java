package io.sealbook.worker.place;

import static io.sealbook.worker.place.DockerCalls.call;
import static io.sealbook.worker.place.DockerCalls.fault;
import static io.sealbook.worker.place.DockerCalls.sentence;
import static io.sealbook.worker.place.DockerCalls.unlessGone;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.transport.DockerHttpClient;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.TargetName;
import io.sealbook.worker.line.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A Swarm, through one of its managers. */
final class DockerSwarm implements Swarm {
    private static final String CHANGED_MEANWHILE = "out of sequence";
    private static final String NOTHING_BEFORE = "does not have a previous spec";
    private static final String IN_USE = "is in use by";

    private final DockerClient docker;
    private final DockerTalk talk;

    DockerSwarm(DockerClient docker, DockerHttpClient http) {
        this.docker = docker;
        this.talk = new DockerTalk(http);
    }

    @Override
    public Optional<String> unfit() {
        JsonNode swarm = call(() -> talk.read("/info")).path("Swarm");
        String state = swarm.path("LocalNodeState").asString("inactive");
        if (state.equals("locked") || state.equals("pending") || state.equals("error")) {
            throw new EngineFault("the engine's Swarm does not work now (" + state + ")", false, null);
        }
        return state.equals("active") && swarm.path("ControlAvailable").asBoolean(false)
                ? Optional.empty()
                : Optional.of("the engine is not a manager of a Swarm: run docker swarm init there, give the worker a "
                        + "manager's engine, or choose another placement");
    }

    @Override
    public List<Service> services(TargetName target) {
        return call(() -> docker.listServicesCmd()
                        .withLabelFilter(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.SERVICE))
                        .exec())
                .stream()
                .flatMap(service -> SwarmFacts.service(service).stream())
                .toList();
    }

    @Override
    public Optional<Holder> holder(String name) {
        for (var service : call(
                () -> docker.listServicesCmd().withNameFilter(List.of(name)).exec())) {
            ServiceSpec spec = service.getSpec();
            if (spec != null && name.equals(spec.getName())) {
                return Optional.of(new Holder(
                        String.valueOf(service.getId()),
                        DockerFacts.deployment(spec.getLabels()).orElse(null)));
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ServiceTask> tasks(DeploymentId deployment) {
        // The filter is about the labels of the task's service.
        String filters =
                Json.MAPPER.writeValueAsString(Map.of("label", List.of(Labels.DEPLOYMENT + "=" + deployment.value())));
        JsonNode tasks = call(() -> talk.read("/tasks?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8)));
        return tasks.valueStream().map(SwarmFacts::task).toList();
    }

    @Override
    public List<KeptSecret> secrets(TargetName target) {
        return call(() -> docker.listSecretsCmd()
                        .withLabelFilter(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.SECRET))
                        .exec())
                .stream()
                .flatMap(secret -> SwarmFacts.secret(secret).stream())
                .toList();
    }

    @Override
    public Set<String> networks() {
        return call(() -> docker.listNetworksCmd().exec()).stream()
                .filter(network -> "swarm".equals(network.getScope()))
                .map(network -> network.getName())
                .collect(Collectors.toSet());
    }

    @Override
    public Creation create(ServiceBlueprint blueprint) {
        try {
            return new Creation.Made(Objects.requireNonNull(docker.createServiceCmd(DockerService.spec(blueprint))
                    .exec()
                    .getId()));
        } catch (ConflictException _) {
            return new Creation.NameTaken();
        } catch (NotFoundException | BadRequestException refused) {
            return new Creation.Unfit(sentence(refused));
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    @Override
    public boolean update(Service service, ServiceBlueprint blueprint) {
        try {
            docker.updateServiceCmd(service.id(), DockerService.spec(blueprint))
                    .withVersion(service.version())
                    .exec();
            return true;
        } catch (DockerException answer) {
            return unless(answer, CHANGED_MEANWHILE);
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }

    @Override
    public boolean rollBack(Service service) {
        // The Swarm takes the specification that it remembers; the one in the body only has to be a valid one.
        byte[] any = Json.MAPPER.writeValueAsBytes(Map.of(
                "Name", service.name(),
                "TaskTemplate", Map.of("ContainerSpec", Map.of("Image", "sealbook")),
                "Mode", Map.of("Replicated", Map.of("Replicas", service.replicas()))));
        try {
            talk.send("/services/" + service.id() + "/update?rollback=previous&version=" + service.version(), any);
            return true;
        } catch (DockerException answer) {
            return unless(answer, NOTHING_BEFORE);
        }
    }

    /** False for an answer that says this, for which the engine has no status of its own. */
    private static boolean unless(DockerException answer, String saying) {
        if (String.valueOf(answer.getMessage()).contains(saying)) {
            return false;
        }
        throw fault(answer);
    }

    @Override
    public void remove(Service service) {
        unlessGone(() -> docker.removeServiceCmd(service.id()).exec());
    }

    @Override
    @HandlesPlaintext("the value becomes the body of the request that stores it; every copy here is wiped")
    public boolean keep(String name, Map<String, String> labels, Plaintext value) {
        // docker-java's own object for this holds the value as a String, which cannot be wiped and has a toString.
        byte[] body = value.use(bytes -> SecretBody.of(name, labels, bytes));
        try {
            talk.send("/secrets/create", body);
            return true;
        } catch (ConflictException _) {
            return false;
        } catch (DockerException answer) {
            throw fault(answer);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    @Override
    public boolean forget(KeptSecret secret) {
        try {
            docker.removeSecretCmd(secret.id()).exec();
            return true;
        } catch (NotFoundException _) {
            return true;
        } catch (DockerException answer) {
            return unless(answer, IN_USE);
        } catch (RuntimeException failed) {
            throw fault(failed);
        }
    }
}
