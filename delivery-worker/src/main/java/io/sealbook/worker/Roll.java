package io.sealbook.worker;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.Engine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The containers of a target, for one subscription to its engine. Each is inspected once, and again when an event names
 * it or the list shows it otherwise; of those that do not run every time, because a start that fails is no event. So the
 * cost of a look grows with what has changed. One thread looks and waits.
 */
final class Roll implements Engine.Watcher {
    private static final Duration SPATE = Duration.ofMillis(250);

    private final Engine engine;
    private final TargetName target;
    private final Map<String, App> known = new HashMap<>();
    private final Set<String> named = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);

    Roll(Engine engine, TargetName target) {
        this.engine = engine;
        this.target = target;
    }

    @Override
    public void changed(String container) {
        named.add(container);
        news.release();
    }

    @Override
    public void ended() {
        news.release();
    }

    /** All of them as they are now. */
    List<App> look() {
        // An event that comes after this line counts for the next look.
        Set<String> touched = Set.copyOf(named);
        named.removeAll(touched);
        Map<String, App.Phase> phases = engine.phases(target);
        known.keySet().retainAll(phases.keySet());
        known.keySet().removeAll(touched);
        phases.forEach((id, phase) -> {
            App seen = known.get(id);
            if (seen == null || phase != App.Phase.RUNNING || seen.phase() != phase) {
                Optional<App> now = engine.app(id);
                now.ifPresentOrElse(app -> known.put(id, app), () -> known.remove(id));
            }
        });
        return List.copyOf(known.values());
    }

    /** Waits until something has happened, and until it has calmed down: one change seldom comes alone. */
    void awaitNews(Duration atMost) throws InterruptedException {
        if (news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            Thread.sleep(SPATE);
            news.drainPermits();
        }
    }
}
