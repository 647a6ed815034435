package io.sealbook.projections.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Longer and longer pauses between attempts that keep failing, with some jitter; a success starts over. */
public final class Backoff {
    private static final long FIRST_MILLIS = 100;

    private final long mostMillis;
    private long nextMillis = FIRST_MILLIS;

    public Backoff(Duration most) {
        this.mostMillis = most.toMillis();
    }

    public void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(nextMillis / 2 + ThreadLocalRandom.current().nextLong(nextMillis / 2 + 1));
        nextMillis = Math.min(2 * nextMillis, mostMillis);
    }

    public void succeeded() {
        nextMillis = FIRST_MILLIS;
    }
}
