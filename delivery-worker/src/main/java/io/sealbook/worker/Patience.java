package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.worker.place.App;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Spaces out attempts that the look at the engine asks for again and again. Forgotten when the container has run since. */
final class Patience {
    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private final Map<DeploymentId, Next> next = new ConcurrentHashMap<>();
    private final RandomGenerator chance;

    Patience(RandomGenerator chance) {
        this.chance = chance;
    }

    private record Next(String startedAt, Backoff backoff, long notBefore) {}

    /** True when it is time; the answer counts as the attempt. */
    boolean mayTry(App app) {
        long now = System.nanoTime();
        Next known = next.get(app.deployment());
        if (known != null && known.startedAt().equals(app.startedAt()) && now - known.notBefore() < 0) {
            return false;
        }
        Backoff backoff =
                known == null || !known.startedAt().equals(app.startedAt()) ? new Backoff(chance) : known.backoff();
        next.put(
                app.deployment(),
                new Next(app.startedAt(), backoff, now + backoff.next().toNanos()));
        return true;
    }

    /** Never again, until the container has run since. */
    void giveUp(App app) {
        next.put(app.deployment(), new Next(app.startedAt(), new Backoff(chance), System.nanoTime() + FOR_EVER));
    }
}
