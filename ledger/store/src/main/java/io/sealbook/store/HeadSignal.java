package io.sealbook.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how many events have committed, and how many of them a signed checkpoint covers, soon after it became so: listens
 * to the database and looks four times a second besides. A size that it tells never shrinks.
 */
public final class HeadSignal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeadSignal.class);
    private static final int LISTEN_MILLIS = 250;
    private static final int SILENCE_MILLIS = 5_000;

    private final DataSource database;

    // A thread of the operating system: what is fresh must not wait until busy virtual threads let go of a processor.
    private final Thread thread;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile long size = -1;
    private volatile long covered = -1;
    private volatile @Nullable Long confirmedAt;

    public HeadSignal(DataSource database) {
        this.database = database;
        this.thread = Thread.ofPlatform().daemon().name("sealbook-head").start(this::run);
    }

    /** Waits until more than {@code known} events have committed; tells whether that came true in time. */
    public boolean awaitMoreThan(long known, Duration atMost) throws InterruptedException {
        return await(() -> size > known, atMost);
    }

    /** Waits until a checkpoint of a size greater than {@code known} is published; tells whether that came true in time. */
    public boolean awaitCoveredMoreThan(long known, Duration atMost) throws InterruptedException {
        return await(() -> covered > known, atMost);
    }

    private boolean await(BooleanSupplier wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            while (!wanted.getAsBoolean() && !closed) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return wanted.getAsBoolean();
        }
    }

    /** Number of committed events as last heard; -1 before the first answer of the database. */
    public long size() {
        return size;
    }

    /** The size of the newest published checkpoint as last heard; -1 before the first. */
    public long covered() {
        return covered;
    }

    /**
     * When the database last confirmed the size, as {@link System#nanoTime()}: what is older than a second may be out of
     * date, whatever the clock on the wall says. Absent before the first answer.
     */
    public OptionalLong confirmedAt() {
        Long at = confirmedAt;
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Calls the listener after each advance, on the signal's own thread: it must be short. */
    public void onAdvance(Runnable listener) {
        listeners.add(listener);
    }

    public void remove(Runnable listener) {
        listeners.remove(listener);
    }

    private void run() {
        while (!closed) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
                statement.execute("listen sealbook_ledger");
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    look(statement);
                    postgres.getNotifications(LISTEN_MILLIS);
                }
            } catch (SQLException e) {
                LOG.debug("the head signal lost its connection and tries again", e);
                pause();
            } catch (RuntimeException fault) {
                LOG.error("a listener of the head signal failed", fault);
                pause();
            }
        }
    }

    private void look(Statement statement) throws SQLException {
        long asked = System.nanoTime();
        try (ResultSet row = statement.executeQuery("select h.size, coalesce(c.size, -1) from ledger.ledger_head h"
                + " left join ledger.checkpoint c using (ledger_id)")) {
            if (row.next()) {
                long seen = row.getLong(1);
                long seenCovered = row.getLong(2);
                boolean advanced = seen > size;
                synchronized (this) {
                    size = Math.max(size, seen);
                    covered = Math.max(covered, seenCovered);
                    confirmedAt = asked;
                    notifyAll();
                }
                if (advanced) {
                    listeners.forEach(Runnable::run);
                }
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        synchronized (this) {
            notifyAll();
        }
    }
}
