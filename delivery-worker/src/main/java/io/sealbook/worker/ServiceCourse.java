package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.ServiceStep.Wait;
import io.sealbook.worker.place.Holder;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides the next step of an order that a Swarm carries out; pure, as {@link Course} is.
 *
 * <p>The secrets of a generation are kept whole before any service names them. The Swarm replaces the tasks one by one,
 * and goes back by itself to the generation before when one fails; for that it needs that generation's secrets, which it
 * does not protect. So they are removed only when every task is of the wanted generation and has proved itself.
 */
final class ServiceCourse {
    private ServiceCourse() {}

    static ServiceStep next(Orders.Order order, ServiceSight sight, Rollout progress) {
        Service service = sight.service();
        if (service != null && service.generation() > order.generation()) {
            return new ServiceStep.Overtaken();
        }
        return switch (order.desired()) {
            case RUNNING -> running(order, sight, progress);
            case STOPPED -> stopped(sight, progress);
        };
    }

    private static ServiceStep stopped(ServiceSight sight, Rollout progress) {
        if (sight.service() != null) {
            return new ServiceStep.Remove(sight.service());
        }
        if (!sight.quiet()) {
            return progress.inVain().contains(Wait.END)
                    ? new ServiceStep.Failed("the service is removed, but some of its tasks do not end")
                    : new ServiceStep.Await(Wait.END);
        }
        return forget(sight.secrets()).orElseGet(ServiceStep.Stopped::new);
    }

    private static ServiceStep running(Orders.Order order, ServiceSight sight, Rollout progress) {
        if (progress.problem() != null) {
            return retreat(order, sight, progress, progress.problem());
        }
        Optional<String> conflict = conflict(order, sight.holder());
        if (conflict.isPresent()) {
            return new ServiceStep.GiveUp(conflict.get());
        }
        Service service = sight.service();
        return service != null && service.generation() == order.generation()
                ? bring(order, service, sight, progress)
                : begin(order, service, sight, progress);
    }

    /** The service is of an earlier generation, or there is none. */
    private static ServiceStep begin(
            Orders.Order order, @Nullable Service service, ServiceSight sight, Rollout progress) {
        if (service != null) {
            if (service.update().isRollBack() && (progress.updated() || sight.wasTried(order.generation()))) {
                return tried(order, service, sight, progress);
            }
            // To begin in the midst of another update is possible, but then nobody could tell whose rollback it was.
            if (service.update().moves() && !progress.inVain().contains(Wait.EARLIER_UPDATE)) {
                return new ServiceStep.Await(Wait.EARLIER_UPDATE);
            }
        }
        Optional<List<KeptSecret>> whole = sight.whole(order);
        if (whole.isEmpty()) {
            // Half of a delivery that was broken off: what is missing would come from another one.
            return forget(sight.secretsOf(order.generation())).orElseGet(ServiceStep.Keep::new);
        }
        return service == null ? new ServiceStep.Create(whole.get()) : new ServiceStep.Update(service, whole.get());
    }

    private static ServiceStep tried(Orders.Order order, Service service, ServiceSight sight, Rollout progress) {
        if (!service.update().moves()) {
            return new ServiceStep.GiveUp("the update failed" + because(sight, order.generation()));
        }
        return progress.inVain().contains(Wait.ROLLBACK)
                ? new ServiceStep.GiveUp("the update failed and its rollback does not end")
                : new ServiceStep.Await(Wait.ROLLBACK);
    }

    /** The service is of the wanted generation; its tasks may not be yet. */
    private static ServiceStep bring(Orders.Order order, Service service, ServiceSight sight, Rollout progress) {
        int generation = order.generation();
        if (service.update() == Service.Update.PAUSED) {
            return new ServiceStep.GiveUp("the update is paused" + because(sight, generation));
        }
        // In an update the Swarm itself judges failed tasks.
        if (service.update() == Service.Update.NONE && sight.hasFailedTaskOf(generation)) {
            return new ServiceStep.GiveUp("the service does not run" + because(sight, generation));
        }
        Set<String> atWork = sight.atWork(generation);
        if (service.update().moves() || atWork.isEmpty()) {
            return progress.inVain().contains(Wait.ROLLOUT)
                    ? new ServiceStep.GiveUp("the service did not come up in time" + because(sight, generation))
                    : new ServiceStep.Await(Wait.ROLLOUT);
        }
        if (!atWork.equals(progress.steady())) {
            return new ServiceStep.Watch(service, atWork);
        }
        Optional<List<KeptSecret>> whole = sight.whole(order);
        if (whole.isEmpty()) {
            return new ServiceStep.GiveUp("the service runs, but its secrets are not those that were ordered");
        }
        return sight.secretOfAnother(generation)
                .<ServiceStep>map(ServiceStep.Forget::new)
                .orElseGet(() -> new ServiceStep.Placed(
                        service,
                        whole.get().stream().map(KeptSecret::version).distinct().toList()));
    }

    /** Let the generation before do the work again if there is one, and remove what was begun. */
    private static ServiceStep retreat(Orders.Order order, ServiceSight sight, Rollout progress, String problem) {
        Service service = sight.service();
        List<KeptSecret> begun = sight.secretsOf(order.generation());
        if (service == null) {
            return forget(begun).orElseGet(() -> new ServiceStep.Failed(problem));
        }
        if (service.generation() == order.generation()) {
            boolean hadAnother = service.update() != Service.Update.NONE
                    || sight.secretOfAnother(order.generation()).isPresent();
            if (hadAnother && progress.rolledBack()) {
                return new ServiceStep.Failed(problem + "; it could not be rolled back");
            }
            return hadAnother ? new ServiceStep.RollBack(service) : new ServiceStep.Remove(service);
        }
        return service.update().isRollBack() || service.update().moves()
                ? goBack(service, begun, sight, progress, problem)
                : forget(begun).orElseGet(() -> keepsRunning(service, problem));
    }

    /** That the Swarm calls a rollback completed says nothing yet: the tasks of the earlier generation must be at work. */
    private static ServiceStep goBack(
            Service service, List<KeptSecret> begun, ServiceSight sight, Rollout progress, String problem) {
        int earlier = service.generation();
        boolean there = service.update() == Service.Update.ROLLED_BACK
                && !sight.atWork(earlier).isEmpty();
        if (there) {
            return progress.wentBack()
                    ? forget(begun).orElseGet(() -> keepsRunning(service, problem))
                    : new ServiceStep.WentBack(service);
        }
        boolean lost = service.update() == Service.Update.ROLLBACK_PAUSED
                || sight.failedToGoBackTo(earlier)
                || progress.inVain().contains(Wait.ROLLBACK);
        return lost
                ? new ServiceStep.Failed(problem + "; generation " + earlier + " could not be brought back whole"
                        + because(sight, earlier) + "; tasks that still run go on: redeploy")
                : new ServiceStep.Await(Wait.ROLLBACK);
    }

    private static ServiceStep keepsRunning(Service service, String problem) {
        return new ServiceStep.Failed(problem + "; generation " + service.generation() + " keeps running");
    }

    private static Optional<ServiceStep> forget(List<KeptSecret> secrets) {
        return secrets.stream().findFirst().map(ServiceStep.Forget::new);
    }

    private static String because(ServiceSight sight, int generation) {
        return sight.troubleOf(generation)
                .map(trouble -> " (a task: " + trouble + ")")
                .orElse("");
    }

    private static Optional<String> conflict(Orders.Order order, @Nullable Holder holder) {
        if (holder == null || holder.owner().equals(Optional.of(order.deployment()))) {
            return Optional.empty();
        }
        return Optional.of(holder.owner()
                .map(other -> "the name " + order.name() + " belongs to deployment " + other + " in this Swarm")
                .orElse("the name " + order.name()
                        + " is taken in the Swarm by a service that Sealbook did not make; it was not touched"));
    }
}
