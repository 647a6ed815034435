package io.sealbook.worker.place;

import com.github.dockerjava.api.model.Secret;
import com.github.dockerjava.api.model.ServiceSpec;
import com.github.dockerjava.api.model.ServiceUpdateStatus;
import com.github.dockerjava.api.model.Task;
import com.github.dockerjava.api.model.TaskState;
import com.github.dockerjava.api.model.TaskStatus;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.Service.Update;
import io.sealbook.worker.place.ServiceTask.Stage;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads docker-java's objects of a Swarm into ours. What has labels that make no sense is nobody's: it is left alone. */
final class SwarmFacts {
    private static final Logger LOG = LoggerFactory.getLogger(SwarmFacts.class);

    private static final int NOBODYS = -1;

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

    static ServiceTask task(Task task) {
        TaskStatus status = task.getStatus();
        return new ServiceTask(
                task.getId(),
                generation(task),
                task.getDesiredState().compareTo(TaskState.RUNNING) <= 0,
                stage(status.getState()),
                problem(status));
    }

    private static int generation(Task task) {
        try {
            return Integer.parseInt(there(
                    there(there(task.getSpec().getContainerSpec()).getLabels()).get(Labels.GENERATION)));
        } catch (IllegalArgumentException _) {
            return NOBODYS;
        }
    }

    private static Stage stage(TaskState state) {
        return switch (state) {
            case NEW, ALLOCATED, PENDING, ASSIGNED, ACCEPTED, PREPARING, READY, STARTING -> Stage.COMING;
            case RUNNING -> Stage.RUNNING;
            case SHUTDOWN, REMOVE -> Stage.RETIRED;
            case COMPLETE, FAILED, REJECTED, ORPHANED -> Stage.FAILED;
        };
    }

    private static String problem(TaskStatus status) {
        if (status.getErr() != null && !status.getErr().isEmpty()) {
            return status.getErr().replaceFirst("^task: ", "");
        }
        return status.getState() == TaskState.COMPLETE ? "it ended by itself with exit status 0" : "";
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
