package io.sealbook.worker;

import io.sealbook.api.event.VersionedPath;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Begun;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.HalfMade;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.redeem.Redeemed;
import io.sealbook.worker.redeem.Redeemer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back containers that ran before and that the engine could not start again, because the host lost its memory
 * with the secrets in it. The engine does not try again by itself and tells nobody, so they are found by looking.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Engine engine;
    private final Placement placement;
    private final Redeemer redeemer;

    Recovery(Engine engine, Placement placement, Redeemer redeemer) {
        this.engine = engine;
        this.placement = placement;
        this.redeemer = redeemer;
    }

    /** The containers to restore: of each deployment the latest, if it ran once and a start of it failed since. */
    static List<App> lost(List<App> apps) {
        Map<String, App> latest = new HashMap<>();
        for (App app : apps) {
            latest.merge(
                    app.deployment().value(),
                    app,
                    (one, other) -> one.generation() >= other.generation() ? one : other);
        }
        return latest.values().stream().filter(Recovery::isLost).toList();
    }

    private static boolean isLost(App app) {
        return app.phase() == App.Phase.STOPPED
                && !app.error().isEmpty()
                && !app.startedAt().equals(NEVER);
    }

    /** Fills the container's memory again if it is lost, and starts it. Returns what was delivered anew. */
    Optional<List<VersionedPath>> restore(App app) {
        // It was found in a list that may be old by now, and memory must never be filled for a container that is gone.
        if (engine.app(app.id()).filter(Recovery::isLost).isEmpty()) {
            return Optional.empty();
        }
        if (placement.held(app).isPresent()) {
            start(app);
            return Optional.empty();
        }
        LOG.info("{} generation {} lost its memory; delivering again", app.deployment(), app.generation());
        return switch (placement.reopen(app)) {
            case Begun.Objection(String problem) -> {
                LOG.warn("{}: {}", app.deployment(), problem);
                yield Optional.empty();
            }
            case Begun.ImageMissing() -> throw new IllegalStateException("bug: a container that exists needs no image");
            case HalfMade container -> {
                try (container) {
                    yield fill(app, container);
                }
            }
        };
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
                    // Those of a later generation were its files already if it was refreshed; else the order for them
                    // is
                    // on the way and replaces this container. Only that order's own run may say that it is met.
                    yield delivered.generation() == app.generation()
                            ? Optional.of(delivered.versions())
                            : Optional.empty();
                }
            }
        };
    }

    private void start(App app) {
        engine.start(app.id()).ifPresent(problem -> LOG.warn("{} did not start: {}", app.deployment(), problem));
    }
}
