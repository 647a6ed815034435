package io.sealbook.projections.loop;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that goes round until it is closed. Whatever fails is told and tried again, after longer and longer pauses
 * with some jitter: a thread that ended in silence would leave behind what it serves.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 10_000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final String work;
    private final Thread thread;
    private volatile boolean closed;
    private long nextMillis = FIRST_MILLIS;

    /** One way round, of any length: a long one looks whether the loop is closed, and says when it gets on. */
    @FunctionalInterface
    public interface Round {
        void go() throws SQLException, InterruptedException;
    }

    /** @param work what the loop does, in the words of the log */
    public Loop(Thread.Builder thread, String work, Round round) {
        this.work = work;
        this.thread = thread.unstarted(() -> run(round));
    }

    public void start() {
        thread.start();
    }

    public boolean isClosed() {
        return closed;
    }

    /** What fails from here on is paused for as if it were the first. */
    public void succeeded() {
        nextMillis = FIRST_MILLIS;
    }

    private void run(Round round) {
        while (!closed) {
            try {
                try {
                    round.go();
                } catch (SQLException | RuntimeException fault) {
                    pause(fault);
                }
            } catch (InterruptedException _) {
                closed = true;
            }
        }
    }

    private void pause(Exception fault) throws InterruptedException {
        if (!closed) {
            LOG.warn("{} stopped and tries again: {}", work, fault.getMessage());
            LOG.debug("what stopped {}", work, fault);
            TimeUnit.MILLISECONDS.sleep(
                    nextMillis / 2 + ThreadLocalRandom.current().nextLong(nextMillis / 2 + 1));
            nextMillis = Math.min(2 * nextMillis, MOST_MILLIS);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_WITHIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
