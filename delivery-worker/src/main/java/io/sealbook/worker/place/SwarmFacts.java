package io.sealbook.worker.place;

import com.github.dockerjava.api.model.Secret;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.ServiceUpdateStatus;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.Service.Update;
import io.sealbook.worker.place.ServiceTask.Stage;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Reads docker-java's objects of a Swarm into ours. What has labels that make no sense is nobody's: it is left alone. */
final class SwarmFacts {
    private static final Logger LOG = LoggerFactory.getLogger(SwarmFacts.class);

    private static final int NOBODYS = -1;
    private static final Set<String> BEFORE_RUNNING =
            Set.of("new", "allocated", "pending", "assigned", "accepted", "preparing", "ready", "starting");

    private SwarmFacts() {}

    static Optional<Service> service(com.github.dockerjava.api.model.Service service) {
        try {
            ServiceSpec spec = there(service.getSpec());
            Map<String, String> labels = there(spec.getLabels());
            @Nullable ServiceUpdateStatus update = service.getUpdateStatus();
            return Optional.of(new Service(
                    there(service.getId()),
                    there(there(service.getVersion()).getIndex()),
                    there(spec.getName()),
                    new DeploymentId(there(labels.get(Labels.DEPLOYMENT))),
                    Integer.parseInt(there(labels.get(Labels.GENERATION))),
                    Math.toIntExact(there(there(spec.getMode()).getReplicated()).getReplicas()),
                    update(update),
                    Optional.ofNullable(update)
                            .map(ServiceUpdateStatus::getStartedAt)
                            .map(Date::toInstant)
                            .orElse(null)));
        } catch (IllegalArgumentException senseless) {
            LOG.warn("service {} is not as Sealbook made it; leaving it alone", service.getId());
            return Optional.empty();
        }
    }

    static Optional<KeptSecret> secret(Secret secret) {
        try {
            Map<String, String> labels = there(secret.getSpec().getLabels());
            return Optional.of(new KeptSecret(
                    secret.getId(),
                    there(secret.getSpec().getName()),
                    new DeploymentId(there(labels.get(Labels.DEPLOYMENT))),
                    Integer.parseInt(there(labels.get(Labels.GENERATION))),
                    there(labels.get(Labels.FILE)),
                    new VersionedPath(
                            new SecretPath(there(labels.get(Labels.PATH))),
                            Integer.parseInt(there(labels.get(Labels.VERSION)))),
                    secret.getCreatedAt().toInstant()));
        } catch (IllegalArgumentException senseless) {
            LOG.warn("secret {} is not as Sealbook made it; leaving it alone", secret.getId());
            return Optional.empty();
        }
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("something is missing that a worker would have set");
        }
        return value;
    }

    static ServiceTask task(JsonNode task) {
        JsonNode status = task.path("Status");
        String state = status.path("State").asString("");
        return new ServiceTask(
                task.path("ID").asString(""),
                generation(task),
                Instant.parse(task.path("CreatedAt").asString("")),
                isStarting(task.path("DesiredState").asString(""))
                        || isRunning(task.path("DesiredState").asString("")),
                stage(state),
                problem(state, status.path("Err").asString("")));
    }

    private static int generation(JsonNode task) {
        try {
            return Integer.parseInt(task.path("Spec")
                    .path("ContainerSpec")
                    .path("Labels")
                    .path(Labels.GENERATION)
                    .asString(""));
        } catch (NumberFormatException _) {
            return NOBODYS;
        }
    }

    // https://docs.docker.com/engine/swarm/how-swarm-mode-works/swarm-task-states/
    private static Stage stage(String state) {
        if (isStarting(state)) {
            return Stage.COMING;
        }
        if (isRunning(state)) {
            return Stage.RUNNING;
        }
        return state.equals("shutdown") || state.equals("remove") ? Stage.RETIRED : Stage.FAILED;
    }

    private static boolean isStarting(String state) {
        return BEFORE_RUNNING.contains(state);
    }

    private static boolean isRunning(String state) {
        return state.equals("running");
    }

    private static String problem(String state, String error) {
        if (!error.isEmpty()) {
            return error.replaceFirst("^task: ", "");
        }
        return state.equals("complete") ? "it ended by itself with exit status 0" : "";
    }

    private static Update update(@Nullable ServiceUpdateStatus status) {
        return status == null || status.getState() == null
                ? Update.NONE
                : switch (status.getState()) {
                    case UNKNOWN -> Update.NONE;
                    case UPDATING -> Update.UNDERWAY;
                    case COMPLETED -> Update.COMPLETED;
                    case PAUSED -> Update.PAUSED;
                    case ROLLBACK_STARTED -> Update.ROLLING_BACK;
                    case ROLLBACK_COMPLETED -> Update.ROLLED_BACK;
                    case ROLLBACK_PAUSED -> Update.ROLLBACK_PAUSED;
                };
    }
}
