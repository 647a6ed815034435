package io.sealbook.worker;

import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Begun;
import io.sealbook.worker.place.Contents;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.HalfMade;
import io.sealbook.worker.place.Held;
import io.sealbook.worker.place.Tended;
import io.sealbook.worker.place.Tool;
import io.sealbook.worker.redeem.Delivered;
import io.sealbook.worker.redeem.Redeemed;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at one order: look, decide, do, until the order is met or cannot be. With a verdict it only clears up and ends
 * in that. Used by one thread, once.
 */
final class Errand {
    private static final Logger LOG = LoggerFactory.getLogger(Errand.class);
    // Far more than any way through the course has; more means that somebody undoes what we do.
    private static final int MOST_STEPS = 60;

    private final Means means;
    private final Engine engine;
    private final Fetch fetch;
    private final Places.Place place;
    private final Orders.Order order;
    private final Vigil vigil;
    private final BooleanSupplier overtaken;
    private final Map<String, Held> held = new HashMap<>();
    private final Set<DeploymentEvent.Step> told = EnumSet.noneOf(DeploymentEvent.Step.class);
    private Progress progress;

    Errand(Means means, Places.Place place, Orders.Order order, BooleanSupplier overtaken, @Nullable String verdict) {
        this.means = means;
        this.engine = means.engine();
        this.fetch = new Fetch(means.engine(), means.placement(), means.redeemer());
        this.place = place;
        this.order = order;
        this.vigil = new Vigil(engine, place, means.settle(), overtaken);
        this.overtaken = overtaken;
        this.progress = verdict == null ? Progress.NONE : Progress.NONE.givingUp(verdict);
    }

    /** What the order came to. */
    sealed interface Outcome {
        record Placed(String container, List<VersionedPath> versions) implements Outcome {}

        record Failed(String problem) implements Outcome {}

        record Stopped() implements Outcome {}

        /** A later order counts now. */
        record Overtaken() implements Outcome {}
    }

    Outcome run() {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            if (overtaken.getAsBoolean()) {
                return new Outcome.Overtaken();
            }
            Step step = Course.next(order, look(), progress);
            LOG.debug("{} generation {}: {}", order.deployment(), order.generation(), step);
            Optional<Outcome> outcome = perform(step);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return new Outcome.Failed("somebody else keeps changing this deployment's containers");
    }

    private Sight look() {
        List<App> apps = engine.apps(means.target(), order.deployment());
        List<Tool> leftovers = engine.tools(means.target()).stream()
                .filter(tool -> tool.servedDeployment().equals(Optional.of(order.deployment())))
                .toList();
        return new Sight(
                apps,
                leftovers,
                engine.holder(order.name()).orElse(null),
                Sight.subject(order, apps).flatMap(this::held).orElse(null));
    }

    /** Only this thread changes the memory of this deployment, so what was whole stays so until a step changes it. */
    private Optional<Held> held(App app) {
        Held known = held.get(app.id());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Held> found = means.placement().held(app);
        found.ifPresent(seen -> held.put(app.id(), seen));
        return found;
    }

    private Optional<Outcome> perform(Step step) {
        switch (step) {
            case Step.Tidy(Tool tool) -> engine.remove(tool.id());
            case Step.Make() -> deliver(means.placement().begin(order));
            case Step.Refresh(App app) -> {
                deliver(means.placement().refresh(app));
                // What lies there now lies beside what did before.
                held.clear();
            }
            case Step.Swap(App app) -> swap(app);
            case Step.Discard(App app) -> {
                means.placement().discard(app);
                held.computeIfPresent(app.id(), (_, seen) -> seen.cleared());
            }
            case Step.Remove(App app) -> means.placement().remove(app);
            case Step.Retire(App app) -> engine.retire(app.id());
            case Step.Start(App app) -> {
                Optional<String> lacking = fetch.equip(app);
                if (lacking.isPresent()) {
                    giveUp(lacking.get());
                    return Optional.empty();
                }
                progress = progress.afterStart();
                start(app)
                        .ifPresentOrElse(
                                problem -> giveUp("the container did not start: " + problem),
                                () -> tell(app, DeploymentEvent.Step.STARTED));
            }
            case Step.Await(App app) -> {
                progress = progress.afterStart();
                fetch.await(app, place).ifPresent(this::giveUp);
            }
            case Step.Watch(App app) -> watch(app);
            case Step.Rename(App app) -> engine.rename(app.id(), order.name());
            case Step.Reinstate(App app) -> {
                progress = progress.afterReinstating();
                engine.reinstate(app.id())
                        .ifPresentOrElse(
                                problem -> LOG.warn("generation {} did not start again: {}", app.generation(), problem),
                                () -> tell(app, DeploymentEvent.Step.ROLLED_BACK));
            }
            case Step.GiveUp(String problem) -> giveUp(problem);
            case Step.Placed(App app, List<VersionedPath> versions) -> {
                return Optional.of(new Outcome.Placed(app.id(), versions));
            }
            case Step.Failed(String problem) -> {
                return Optional.of(new Outcome.Failed(problem));
            }
            case Step.Stopped() -> {
                return Optional.of(new Outcome.Stopped());
            }
            case Step.Overtaken() -> {
                return Optional.of(new Outcome.Overtaken());
            }
        }
        return Optional.empty();
    }

    /** One that stays may have been retired, by this run or by one that died. */
    private Optional<String> start(App app) {
        return app.generation() < order.generation() ? engine.reinstate(app.id()) : engine.start(app.id());
    }

    private void swap(App app) {
        boolean back = progress.problem() != null;
        progress = progress.afterSwap();
        // The commit point of a refresh: from here on every file that is opened is the new one. The memory itself
        // shows on which side a crash fell, and keeps what was there before until the container has proved itself.
        means.placement().swap(app);
        held.computeIfPresent(app.id(), (_, seen) -> seen.swapped());
        tell(app, back ? DeploymentEvent.Step.ROLLED_BACK : DeploymentEvent.Step.REFRESHED);
    }

    private void deliver(Begun begun) {
        switch (begun) {
            case Begun.Objection(String problem) -> giveUp(problem);
            // What is decided next is decided with the image there.
            case Begun.ImageMissing() -> means.images().fetch(order).ifPresent(this::giveUp);
            case Begun.Complete() -> progress = progress.afterMaking();
            // Everything that could be objected to has been, so only now are the secrets asked for.
            case HalfMade container -> {
                try (container) {
                    fill(container);
                }
            }
            case Tended container -> {
                try (container) {
                    fetch.fill(order.deployment(), container, place).ifPresent(this::giveUp);
                }
            }
        }
    }

    private void fill(HalfMade container) {
        switch (means.redeemer().redeem(order.deployment())) {
            case Redeemed.Refused(String problem) -> giveUp(problem);
            case Redeemed.Revealed(var delivered) -> {
                try (delivered) {
                    if (delivered.generation() == order.generation()) {
                        container
                                .fill(delivered)
                                .ifPresentOrElse(this::giveUp, () -> remember(container.container(), delivered));
                    } else {
                        giveUp("the ledger has moved on to generation " + delivered.generation());
                    }
                }
            }
        }
    }

    private void remember(String container, Delivered delivered) {
        held.put(container, new Held(new Contents(delivered.generation(), delivered.versions()), null));
    }

    private void watch(App app) {
        // A container that stayed was healthy with its old files: only checks from now on are about the new ones.
        Instant since = app.generation() < order.generation() ? engine.now() : null;
        switch (vigil.watch(app, since)) {
            case Vigil.Finding.Well(boolean checked) -> {
                progress = progress.steady(app.startedAt());
                if (checked) {
                    tell(app, DeploymentEvent.Step.HEALTHY);
                }
            }
            // The course reads the ending out of what it sees next; a container that flickers is unfit.
            case Vigil.Finding.Ended() -> progress = progress.afterStart();
            case Vigil.Finding.Unfit(String problem) -> giveUp(problem);
            case Vigil.Finding.Overtaken() -> LOG.debug("{} has no need to be watched", app.name());
        }
    }

    private void tell(App app, DeploymentEvent.Step step) {
        if (!told.add(step)) {
            return;
        }
        means.reporter().progress(order.deployment(), order.generation(), app.id(), step);
    }

    private void giveUp(String problem) {
        LOG.warn("{} generation {}: {}", order.deployment(), order.generation(), problem);
        progress = progress.givingUp(problem);
    }
}
