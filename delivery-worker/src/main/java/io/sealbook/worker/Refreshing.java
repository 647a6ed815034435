package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.App.Phase;
import io.sealbook.worker.place.Held;
import java.util.Optional;

/**
 * The part of the course for a container that stays while its files change. The new files lie beside the old ones, then
 * they change places; until the container has proved itself with the new ones, the old ones can come back the same way.
 */
final class Refreshing {
    private Refreshing() {}

    /** The next step, or empty when the container runs and reads the wanted files. */
    static Optional<Step> next(Orders.Order order, App app, Held held, Progress progress) {
        if (held.current().generation() != order.generation()) {
            return Optional.of(holdsBeside(order, held) ? new Step.Swap(app) : new Step.Refresh(app));
        }
        return switch (app.phase()) {
            // What made it fail may have been the files that it had.
            case RESTARTING ->
                Optional.of(progress.started() ? new Step.GiveUp(Endings.of(app)) : new Step.Retire(app));
            case CREATED, STOPPED ->
                Optional.of(progress.started() ? new Step.GiveUp(Endings.of(app)) : new Step.Start(app));
            case RUNNING -> Optional.empty();
        };
    }

    /** Brings the files back that were there before, and the container to life with them, then says why. */
    static Step retreat(Orders.Order order, App app, Held held, Progress progress, String problem) {
        if (held.current().generation() == order.generation()) {
            return held.other().isPresent()
                    ? new Step.Swap(app)
                    : new Step.Failed(problem + "; the files that it had before are gone, so it keeps the new ones");
        }
        if (held.other().isPresent()) {
            return new Step.Discard(app);
        }
        String files = "the files of generation " + held.current().generation();
        if (app.phase() == Phase.RUNNING || !progress.touched()) {
            return new Step.Failed(problem + "; the container has " + files);
        }
        if (progress.reinstated()) {
            return new Step.Failed(problem + "; the container could not be started again with " + files);
        }
        return app.phase() == Phase.RESTARTING ? new Step.Retire(app) : new Step.Reinstate(app);
    }

    private static boolean holdsBeside(Orders.Order order, Held held) {
        return held.other()
                .filter(other -> other.generation() == order.generation())
                .isPresent();
    }
}
