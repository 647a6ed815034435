package io.sealbook.worker;

import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.redeem.Issued;
import io.sealbook.worker.redeem.Redeemer;
import java.time.Duration;
import java.util.Optional;

/** Containers that fetch their secrets themselves: hands a token to one that is about to start, and waits until it has used it. */
record Fetch(Engine engine, Placement placement, Redeemer redeemer) {
    private static final Duration GLANCE = Duration.ofMillis(100);
    // Longer than the client's own patience, so that its exit status says what was wrong.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * Gives the container what it needs to start: a token, unless it needs none or has its secrets already. A sentence
     * when there is none. A token that was handed over and never used expires.
     */
    Optional<String> equip(App app) {
        boolean started = app.phase() != App.Phase.CREATED;
        if (!app.fetches() || (started && placement.held(app).isPresent())) {
            return Optional.empty();
        }
        return switch (redeemer.issue(app.deployment())) {
            case Issued.Refused(String problem) -> Optional.of(problem);
            case Issued.Token token -> {
                try (token) {
                    placement.hand(app, token.token());
                }
                yield Optional.empty();
            }
        };
    }

    /** Waits until a running container has its secrets, or has ended; a sentence when it is clear that it gets none. */
    Optional<String> await(App app, Places.Place place) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            if (placement.isWhole(app)) {
                return Optional.empty();
            }
            Optional<App> now = engine.app(app.id());
            if (now.isEmpty()) {
                return Optional.empty();
            }
            if (placement.wasRefused(app)) {
                return Optional.of(
                        "the ledger refused the container's token, or answered it in part: the trail says why");
            }
            if (now.get().phase() != App.Phase.RUNNING) {
                return Optional.empty();
            }
            place.rest(GLANCE);
        }
        return Optional.of("the container did not fetch its secrets in time");
    }
}
