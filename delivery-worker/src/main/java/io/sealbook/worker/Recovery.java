package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.orders.OrderDesk;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Begun;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.HalfMade;
import io.sealbook.worker.place.Memory;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.Tended;
import io.sealbook.worker.redeem.Redeemed;
import io.sealbook.worker.redeem.Redeemer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back containers whose secrets were lost with the host's memory: those that the engine could not start again,
 * and those that it did start and whose gate waits. The engine tells nobody, so they are found by looking.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Engine engine;
    private final Placement placement;
    private final Redeemer redeemer;
    private final OrderDesk desk;
    // When the containers that were found whole had been started; what is whole stays so until the next start.
    private final Map<String, String> whole = new ConcurrentHashMap<>();

    Recovery(Engine engine, Placement placement, Redeemer redeemer, OrderDesk desk) {
        this.engine = engine;
        this.placement = placement;
        this.redeemer = redeemer;
        this.desk = desk;
    }

    /**
     * The containers to restore: of each deployment the latest, if it lacks its secrets or soon could. Those of which
     * somebody takes care are not asked.
     */
    List<App> inNeed(List<App> apps, Predicate<DeploymentId> caredFor) {
        List<App> latest = latest(apps);
        whole.keySet().retainAll(latest.stream().map(App::id).collect(Collectors.toSet()));
        Set<Memory> kept = placement.kept(latest);
        return latest.stream()
                .filter(app -> !caredFor.test(app.deployment()))
                .filter(app -> isLost(app) || isHollow(app) || isUnkept(app, kept))
                .toList();
    }

    /** Of each deployment the latest, if it ran once and a start of it failed since. */
    static List<App> lost(List<App> apps) {
        return latest(apps).stream().filter(Recovery::isLost).toList();
    }

    private static List<App> latest(List<App> apps) {
        Map<String, App> latest = new HashMap<>();
        for (App app : apps) {
            latest.merge(
                    app.deployment().value(),
                    app,
                    (one, other) -> one.generation() >= other.generation() ? one : other);
        }
        return List.copyOf(latest.values());
    }

    private static boolean isLost(App app) {
        return app.phase() == App.Phase.STOPPED
                && !app.error().isEmpty()
                && !app.startedAt().equals(NEVER);
    }

    private boolean isHollow(App app) {
        if (app.fetches() || app.phase() != App.Phase.RUNNING || app.startedAt().equals(whole.get(app.id()))) {
            return false;
        }
        boolean isWhole = placement.isWhole(app);
        if (isWhole) {
            whole.put(app.id(), app.startedAt());
        }
        return !isWhole;
    }

    private static boolean isUnkept(App app, Set<Memory> kept) {
        return app.phase() == App.Phase.RUNNING
                && app.memory().filter(memory -> !kept.contains(memory)).isPresent();
    }

    private boolean isInNeed(App app) {
        return isLost(app) || isHollow(app) || isUnkept(app, placement.kept(List.of(app)));
    }

    /** Fills the container's memory again if it is lost, and starts it. Returns what was delivered anew. */
    Optional<List<VersionedPath>> restore(App app, Places.Place place) {
        if (!isStillInNeed(app) || (placement.isEquipped(app) && resume(app))) {
            return Optional.empty();
        }
        // Of two processes that saw the loss, the one would wipe what the other has just filled.
        try (OrderDesk.Mending mending = desk.mend(app.deployment()).orElse(null)) {
            return mending != null && isStillInNeed(app) ? mend(app, place) : Optional.empty();
        }
    }

    // It was found in a list that may be old by now, and memory must never be filled for a container that is gone.
    private boolean isStillInNeed(App app) {
        return engine.app(app.id()).filter(this::isInNeed).isPresent();
    }

    private Optional<List<VersionedPath>> mend(App app, Places.Place place) {
        placement.equip(app);
        if (resume(app)) {
            return Optional.empty();
        }
        LOG.info("{} generation {} lost its memory; delivering again", app.deployment(), app.generation());
        return switch (placement.reopen(app)) {
            case Begun.Objection(String problem) -> {
                LOG.warn("{}: {}", app.deployment(), problem);
                yield Optional.empty();
            }
            case Begun.ImageMissing() -> throw new IllegalStateException("bug: a container that exists needs no image");
            case Begun.Complete() -> {
                start(app);
                yield Optional.empty();
            }
            case HalfMade container -> {
                try (container) {
                    yield fill(app, container);
                }
            }
            case Tended container -> {
                try (container) {
                    new Fetch(engine, placement, redeemer)
                            .fill(app.deployment(), container, place)
                            .ifPresentOrElse(
                                    problem -> LOG.warn("{}: {}", app.deployment(), problem), () -> start(app));
                }
                yield Optional.empty();
            }
        };
    }

    /** Starts it with what lies in its memory, if that is whole. */
    private boolean resume(App app) {
        if (placement.held(app).isEmpty()) {
            return false;
        }
        placement.hold(app);
        start(app);
        return true;
    }

    private Optional<List<VersionedPath>> fill(App app, HalfMade container) {
        return switch (redeemer.redeem(app.deployment())) {
            case Redeemed.Refused(String problem) -> {
                LOG.warn("{}: {}", app.deployment(), problem);
                yield Optional.empty();
            }
            case Redeemed.Revealed(var delivered) -> {
                try (delivered) {
                    if (delivered.generation() < app.generation()) {
                        yield Optional.empty();
                    }
                    Optional<String> problem = container.fill(delivered);
                    if (problem.isPresent()) {
                        LOG.warn("{}: {}", app.deployment(), problem.get());
                        yield Optional.empty();
                    }
                    start(app);
                    // Those of a later generation were its files already if it was refreshed; else the order for
                    // them is on the way and replaces this container. Only that order's own run may say that it is met.
                    yield delivered.generation() == app.generation()
                            ? Optional.of(delivered.versions())
                            : Optional.empty();
                }
            }
        };
    }

    private void start(App app) {
        Optional<String> lacking = new Fetch(engine, placement, redeemer).equip(app);
        if (lacking.isPresent()) {
            LOG.warn("{}: {}", app.deployment(), lacking.get());
            return;
        }
        engine.start(app.id()).ifPresent(problem -> LOG.warn("{} did not start: {}", app.deployment(), problem));
    }
}
