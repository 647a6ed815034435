package io.sealbook.edge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes one record stand for many alike: the first of a kind is due at once, those that follow within a minute are
 * counted, and their number is told when the minute has ended, whether another comes or not. Only what was counted in
 * the last minute before the service stops is told to nobody.
 *
 * @param <K> what makes two alike
 * @param <S> what is known of a single one
 */
public final class Tally<K, S> implements AutoCloseable {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Clock clock;
    private final Followers<K, S> followers;
    private final Map<K, Window<S>> windows = new HashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    public Tally(Clock clock, Followers<K, S> followers) {
        this(clock, LOOK_EVERY, followers);
    }

    Tally(Clock clock, Duration lookEvery, Followers<K, S> followers) {
        this.clock = clock;
        this.followers = followers;
        Thread.ofVirtual().name("sealbook-tally").start(() -> run(lookEvery));
    }

    /** Hears how many followed the one that was told at once. Called on one thread: it must be short and never throw. */
    public interface Followers<K, S> {
        void followed(K kind, S last, int count);
    }

    private record Window<S>(Instant since, int count, S last) {
        boolean isOpen(Instant now) {
            return now.isBefore(since.plus(WINDOW));
        }
    }

    /** Counts one more. Returns how many the record stands for that is due now; 0 where none is. */
    public int count(K kind, S one) {
        Instant now = clock.instant();
        synchronized (windows) {
            Window<S> window = windows.get(kind);
            if (window != null && window.isOpen(now)) {
                windows.put(kind, new Window<>(window.since(), window.count() + 1, one));
                return 0;
            }
            windows.put(kind, new Window<>(now, 0, one));
            return window == null ? 1 : window.count() + 1;
        }
    }

    /** Knows nothing of this kind any more: the record that was due could not be written, so the next one is due. */
    public void forget(K kind) {
        synchronized (windows) {
            windows.remove(kind);
        }
    }

    /** Whether this kind is known, or fewer than so many are. */
    boolean hasRoomFor(K kind, int most) {
        synchronized (windows) {
            return windows.size() < most || windows.containsKey(kind);
        }
    }

    /** Tells the numbers of all minutes that have ended. What goes on has its next record a minute later. */
    void endWindows() {
        Instant now = clock.instant();
        Map<K, Window<S>> ended = new HashMap<>();
        synchronized (windows) {
            for (Iterator<Map.Entry<K, Window<S>>> all = windows.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<K, Window<S>> one = all.next();
                Window<S> window = one.getValue();
                if (!window.isOpen(now) && window.count() == 0) {
                    all.remove();
                } else if (!window.isOpen(now)) {
                    ended.put(one.getKey(), window);
                    one.setValue(new Window<>(now, 0, window.last()));
                }
            }
        }
        ended.forEach((kind, window) -> followers.followed(kind, window.last(), window.count()));
    }

    private void run(Duration lookEvery) {
        try {
            while (!closing.await(lookEvery.toMillis(), TimeUnit.MILLISECONDS)) {
                endWindows();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
