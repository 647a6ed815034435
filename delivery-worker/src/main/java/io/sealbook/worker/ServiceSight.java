package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import io.sealbook.worker.place.ServiceTask;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a Swarm shows of one deployment: its service, who holds the deployment's name, and the secrets and tasks of every
 * generation.
 */
record ServiceSight(
        @Nullable Service service, @Nullable Holder holder, List<KeptSecret> secrets, List<ServiceTask> tasks) {
    ServiceSight {
        secrets = List.copyOf(secrets);
        tasks = List.copyOf(tasks);
    }

    List<KeptSecret> secretsOf(int generation) {
        return secrets.stream()
                .filter(secret -> secret.generation() == generation)
                .sorted(Comparator.comparing(KeptSecret::name))
                .toList();
    }

    Optional<KeptSecret> secretOfAnother(int generation) {
        return secrets.stream()
                .filter(secret -> secret.generation() != generation)
                .findFirst();
    }

    /** The secrets of the wanted generation; empty while there is not exactly one for each file. */
    Optional<List<KeptSecret>> whole(Orders.Order order) {
        List<KeptSecret> kept = secretsOf(order.generation());
        Set<String> files = order.files().stream().map(Orders.File::file).collect(Collectors.toSet());
        return kept.size() == files.size()
                        && kept.stream().allMatch(secret -> files.contains(secret.file()))
                        && kept.stream().map(KeptSecret::file).distinct().count() == kept.size()
                ? Optional.of(kept)
                : Optional.empty();
    }

    /**
     * Whether the latest update of the service was one to this generation, although its specification is another again:
     * it began after this generation's secrets were there, and no update to it begins before.
     */
    boolean wasTried(int generation) {
        Instant began = service == null ? null : service.updateBegan();
        return began != null
                && secretsOf(generation).stream()
                        .map(KeptSecret::created)
                        .max(Comparator.naturalOrder())
                        .filter(complete -> !began.isBefore(complete))
                        .isPresent();
    }

    /** The first words of the engine about a task of this generation that did not do well. */
    Optional<String> troubleOf(int generation) {
        return tasks.stream()
                .filter(task ->
                        task.generation() == generation && !task.problem().isEmpty())
                .min(Comparator.comparingInt(task -> task.stage() == ServiceTask.Stage.FAILED ? 0 : 1))
                .map(ServiceTask::problem);
    }

    /** Whether a task that the latest update made for this generation, by going back to it, did not do well. */
    boolean failedToGoBackTo(int generation) {
        Instant began = service == null ? null : service.updateBegan();
        return began != null
                && tasks.stream()
                        .anyMatch(task -> task.generation() == generation
                                && task.stage() == ServiceTask.Stage.FAILED
                                && task.created().isAfter(began));
    }

    boolean hasFailedTaskOf(int generation) {
        return tasks.stream()
                .anyMatch(task -> task.generation() == generation && task.stage() == ServiceTask.Stage.FAILED);
    }

    /** The tasks that do the service's work if all of it is done by this generation, else none. */
    Set<String> atWork(int generation) {
        List<ServiceTask> wanted = tasks.stream().filter(ServiceTask::wanted).toList();
        boolean all = service != null
                && wanted.size() == service.replicas()
                && wanted.stream()
                        .allMatch(task -> task.generation() == generation && task.stage() == ServiceTask.Stage.RUNNING);
        return all ? wanted.stream().map(ServiceTask::id).collect(Collectors.toSet()) : Set.of();
    }

    boolean quiet() {
        return tasks.stream().allMatch(ServiceTask::ended);
    }
}
