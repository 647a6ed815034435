package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.App.Phase;
import io.sealbook.worker.place.Held;
import io.sealbook.worker.place.Holder;
import java.util.List;
import java.util.Optional;

/**
 * Decides the next step from what is wanted and what is seen; pure, so a worker that died goes on by the same rules.
 *
 * <p>A new generation is made whole beside the old one, under a name of its own. Then the old one is stopped, the new one
 * started and watched, and only when it has kept running the old one is removed and the name handed over. Two
 * generations never run at the same time, because what they write may not bear it; and until the new one has proved
 * itself the old one can be started again with the secrets it had. An order that keeps the container is {@link
 * Refreshing}'s, unless its memory is lost: then a new container is made.
 */
final class Course {
    private Course() {}

    static Step next(Orders.Order order, Sight sight, Progress progress) {
        if (!sight.tools().isEmpty()) {
            return new Step.Tidy(sight.tools().getFirst());
        }
        if (sight.hasLaterThan(order.generation())) {
            return new Step.Overtaken();
        }
        return switch (order.desired()) {
            case RUNNING -> running(order, sight, progress);
            case STOPPED ->
                sight.apps().isEmpty()
                        ? new Step.Stopped()
                        : new Step.Remove(sight.apps().getFirst());
        };
    }

    private static Step running(Orders.Order order, Sight sight, Progress progress) {
        List<App> earlier = sight.before(order.generation());
        Optional<App> kept = Sight.subject(order, sight.apps()).filter(app -> app.generation() < order.generation());
        if (kept.isPresent() && sight.held() != null) {
            return refreshing(order, kept.get(), sight.held(), sight, progress);
        }
        Optional<App> made = sight.of(order.generation());
        if (progress.problem() != null) {
            return retreat(order, made, earlier, progress, progress.problem());
        }
        Optional<String> conflict = conflict(order, sight);
        if (conflict.isPresent()) {
            return new Step.GiveUp(conflict.get());
        }
        if (made.isEmpty()) {
            return new Step.Make();
        }
        return bring(order, made.get(), earlier, sight, progress);
    }

    private static Step refreshing(Orders.Order order, App app, Held held, Sight sight, Progress progress) {
        if (held.current().generation() > order.generation()) {
            return new Step.Overtaken();
        }
        if (progress.problem() != null) {
            return Refreshing.retreat(order, app, held, progress, progress.problem());
        }
        List<App> others = sight.before(order.generation()).stream()
                .filter(other -> !other.id().equals(app.id()))
                .toList();
        return Refreshing.next(order, app, held, progress).orElseGet(() -> bring(order, app, others, sight, progress));
    }

    private static Step bring(Orders.Order order, App app, List<App> earlier, Sight sight, Progress progress) {
        return switch (app.phase()) {
            case CREATED, STOPPED -> {
                if (progress.started()) {
                    yield new Step.GiveUp(Endings.of(app));
                }
                if (isHalfMade(app, sight, progress)) {
                    yield new Step.Remove(app);
                }
                yield earlier.stream()
                        .filter(old -> old.phase() == Phase.RUNNING || old.phase() == Phase.RESTARTING)
                        .findFirst()
                        .<Step>map(Step.Retire::new)
                        .orElseGet(() -> new Step.Start(app));
            }
            case RESTARTING -> new Step.GiveUp(Endings.of(app));
            case RUNNING -> {
                if (app.fetches() && sight.held() == null) {
                    yield new Step.Await(app);
                }
                if (!app.startedAt().equals(progress.steadySince())) {
                    yield new Step.Watch(app);
                }
                if (!earlier.isEmpty()) {
                    yield new Step.Remove(earlier.getFirst());
                }
                if (!app.name().equals(order.name())) {
                    yield new Step.Rename(app);
                }
                if (sight.held() == null) {
                    yield new Step.GiveUp("the container runs, but its secrets are not in its memory");
                }
                yield sight.held().other().isPresent()
                        ? new Step.Discard(app)
                        : new Step.Placed(app, sight.held().current().versions());
            }
        };
    }

    // One that fetches its secrets does not show whether a run that died had finished it; nothing was read for it yet.
    private static boolean isHalfMade(App app, Sight sight, Progress progress) {
        return app.fetches() ? app.phase() == Phase.CREATED && !progress.made() : sight.held() == null;
    }

    /**
     * Undo what was begun, let the earlier generation that had proved itself run again if it does not, then say why. It
     * is known by the deployment's name; others before it are leavings of runs that were broken off.
     */
    private static Step retreat(
            Orders.Order order, Optional<App> made, List<App> earlier, Progress progress, String problem) {
        if (made.isPresent()) {
            return new Step.Remove(made.get());
        }
        for (App old : earlier) {
            if (!old.name().equals(order.name())) {
                return new Step.Remove(old);
            }
        }
        if (earlier.isEmpty()) {
            return new Step.Failed(problem);
        }
        App proved = earlier.getFirst();
        if (proved.phase() != Phase.STOPPED) {
            return new Step.Failed(problem + "; generation " + proved.generation() + " keeps running");
        }
        return progress.reinstated()
                ? new Step.Failed(problem + "; generation " + proved.generation() + " could not be started again")
                : new Step.Reinstate(proved);
    }

    private static Optional<String> conflict(Orders.Order order, Sight sight) {
        Holder holder = sight.holder();
        if (holder == null || holder.owner().equals(Optional.of(order.deployment()))) {
            return Optional.empty();
        }
        return Optional.of(holder.owner()
                .map(other -> "the name " + order.name() + " belongs to deployment " + other + " on this engine")
                .orElse("the name " + order.name()
                        + " is taken on the engine by a container that Sealbook did not make; it was not touched"));
    }
}
