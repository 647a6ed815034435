package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.Tended;
import io.sealbook.worker.redeem.Issued;
import io.sealbook.worker.redeem.Redeemer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Secrets that do not come through the worker: hands a token to whoever fetches them, and waits until it has used it. */
record Fetch(Engine engine, Placement placement, Redeemer redeemer) {
    private static final Duration GLANCE = Duration.ofMillis(100);
    // Longer than the client's own patience, so that its exit status says what was wrong.
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Tended.Ending LATE = new Tended.Ending.InVain("the keeper did not fetch the secrets in time");

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

    /** Lets the keeper of a container fetch its secrets before that is started; a sentence when it gets none. */
    Optional<String> fill(DeploymentId deployment, Tended container, Places.Place place) {
        Optional<String> key = await(container::key, place);
        if (key.isEmpty()) {
            return Optional.of("the keeper did not show its key in time");
        }
        return switch (redeemer.issueFor(deployment, key.get())) {
            case Issued.Refused(String problem) -> Optional.of(problem);
            case Issued.Token token -> {
                // A crash from here on leaves a token that only this keeper can make use of, and that expires.
                try (token) {
                    container.hand(token.token());
                }
                yield switch (await(container::ending, place).orElse(LATE)) {
                    case Tended.Ending.Whole() -> Optional.empty();
                    case Tended.Ending.InVain(String problem) -> Optional.of(problem);
                };
            }
        };
    }

    private static <T> Optional<T> await(Supplier<Optional<T>> glance, Places.Place place) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> seen = glance.get();
        while (seen.isEmpty() && System.nanoTime() < until) {
            place.rest(GLANCE);
            seen = glance.get();
        }
        return seen;
    }
}
