package io.sealbook.worker;

import io.sealbook.api.TargetName;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Begun;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.HalfMade;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.Tool;
import io.sealbook.worker.redeem.Redeemed;
import io.sealbook.worker.redeem.Redeemer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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
    private static final Duration GLANCE = Duration.ofMillis(100);
    // Far more than any way through the course has; more means that somebody undoes what we do.
    private static final int MOST_STEPS = 60;

    private final Engine engine;
    private final Placement placement;
    private final Redeemer redeemer;
    private final TargetName target;
    private final Duration settle;
    private final Orders.Order order;
    private final BooleanSupplier overtaken;
    private final Map<String, List<VersionedPath>> held = new HashMap<>();
    private Progress progress;

    Errand(
            Engine engine,
            Placement placement,
            Redeemer redeemer,
            TargetName target,
            Duration settle,
            Orders.Order order,
            BooleanSupplier overtaken,
            @Nullable String verdict) {
        this.engine = engine;
        this.placement = placement;
        this.redeemer = redeemer;
        this.target = target;
        this.settle = settle;
        this.order = order;
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
        List<App> apps = engine.apps(target, order.deployment());
        List<Tool> leftovers = engine.tools(target).stream()
                .filter(tool -> tool.servedDeployment().equals(Optional.of(order.deployment())))
                .toList();
        Optional<App> made = apps.stream()
                .filter(app -> app.generation() == order.generation())
                .findFirst();
        return new Sight(
                apps,
                leftovers,
                engine.holder(order.name()).orElse(null),
                made.flatMap(this::held).orElse(null));
    }

    /** Only this thread changes the memory of this deployment, so what was whole once stays whole during the run. */
    private Optional<List<VersionedPath>> held(App app) {
        List<VersionedPath> known = held.get(app.id());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<List<VersionedPath>> versions = placement.versions(app);
        versions.ifPresent(found -> held.put(app.id(), found));
        return versions;
    }

    private Optional<Outcome> perform(Step step) {
        switch (step) {
            case Step.Tidy(Tool tool) -> engine.remove(tool.id());
            case Step.Make() -> make();
            case Step.Remove(App app) -> placement.remove(app);
            case Step.Retire(App app) -> engine.retire(app.id());
            case Step.Start(App app) -> {
                progress = progress.afterStart();
                engine.start(app.id()).ifPresent(problem -> giveUp("the container did not start: " + problem));
            }
            case Step.Watch(App app) -> watch(app);
            case Step.Rename(App app) -> engine.rename(app.id(), order.name());
            case Step.Reinstate(App app) -> {
                progress = progress.afterReinstating();
                engine.reinstate(app.id())
                        .ifPresent(problem ->
                                LOG.warn("generation {} did not start again: {}", app.generation(), problem));
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

    private void make() {
        switch (placement.begin(order)) {
            case Begun.Objection(String problem) -> giveUp(problem);
            // Everything that could be objected to has been, so only now are the secrets asked for.
            case HalfMade container -> {
                try (container) {
                    fill(container);
                }
            }
        }
    }

    private void fill(HalfMade container) {
        switch (redeemer.redeem(order.deployment())) {
            case Redeemed.Refused(String problem) -> giveUp(problem);
            case Redeemed.Revealed(var delivered) -> {
                try (delivered) {
                    if (delivered.generation() == order.generation()) {
                        container.fill(delivered).ifPresent(this::giveUp);
                    } else {
                        giveUp("the ledger has moved on to generation " + delivered.generation());
                    }
                }
            }
        }
    }

    private void watch(App app) {
        long until = System.nanoTime() + settle.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(GLANCE.toNanos());
            Optional<App> now = engine.app(app.id());
            if (now.isEmpty() || now.get().phase() != App.Phase.RUNNING) {
                // The course reads the ending out of what it sees next; a container that flickers is caught below.
                progress = progress.afterStart();
                return;
            }
            if (!now.get().startedAt().equals(app.startedAt())) {
                giveUp("the container does not keep running: the engine had to start it again within "
                        + settle.toMillis() + " ms");
                return;
            }
        }
        progress = progress.steady(app.startedAt());
    }

    private void giveUp(String problem) {
        LOG.warn("{} generation {}: {}", order.deployment(), order.generation(), problem);
        progress = progress.givingUp(problem);
    }
}
