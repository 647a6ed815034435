package io.sealbook.projections.loop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How many events each projection has applied, for those who wait for more. A loop of this process tells at once; what
 * another process applied is looked up while somebody waits.
 */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final JdbcTemplate database;
    private final Map<String, Long> applied = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private int waiting;

    public Progress(DataSource database) {
        this.database = new JdbcTemplate(database);
        Thread.ofVirtual().name("sealbook-progress").start(this::look);
    }

    /** Number of events applied, as last heard. */
    public long of(String projection) {
        return applied.getOrDefault(projection, 0L);
    }

    /** Waits until more than {@code known} events are applied; tells whether that came true in time. */
    public boolean awaitMoreThan(String projection, long known, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            waiting++;
            notifyAll();
            try {
                while (of(projection) <= known && !isClosed()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
                return of(projection) > known;
            } finally {
                waiting--;
            }
        }
    }

    void advanced(String projection, long position) {
        applied.merge(projection, position, Math::max);
        synchronized (this) {
            notifyAll();
        }
    }

    private void look() {
        long pause = 0;
        try {
            while (!closing.await(pause, TimeUnit.MILLISECONDS)) {
                synchronized (this) {
                    while (waiting == 0 && !isClosed()) {
                        wait();
                    }
                }
                pause = read() ? LOOK_EVERY_MILLIS : 10 * LOOK_EVERY_MILLIS;
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private boolean read() {
        try {
            database.query("select name, position from read.projection", row -> {
                if (row.getLong(2) > of(row.getString(1))) {
                    advanced(row.getString(1), row.getLong(2));
                }
            });
            return true;
        } catch (DataAccessException e) {
            LOG.debug("cannot look up how far the projections are", e);
            return false;
        }
    }

    /** Whether nobody shall wait any longer. */
    public boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Lets everybody go who waits. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            notifyAll();
        }
    }
}
