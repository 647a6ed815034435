package io.sealbook.projections.loop;

import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one projection up to date on a thread of its own: exactly once, because the position commits with the rows; by
 * one instance at a time, because it holds an advisory lock. After any fault it starts over from what the database holds,
 * so a crash needs no code of its own.
 */
public final class PositionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PositionLoop.class);
    private static final int BATCH = 500;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Projection projection;
    private final DataSource database;
    private final LedgerReader reader;
    private final HeadSignal signal;
    private final Progress progress;
    private final Loop loop;
    private volatile boolean active;

    /** @param database connections without a pool: the loop keeps one */
    public PositionLoop(
            Projection projection, DataSource database, LedgerReader reader, HeadSignal signal, Progress progress) {
        this.projection = projection;
        this.database = database;
        this.reader = reader;
        this.signal = signal;
        this.progress = progress;
        this.loop = new Loop(
                Thread.ofVirtual().name("sealbook-" + projection.name()),
                "the projection " + projection.name(),
                this::run);
        loop.start();
    }

    /** Whether this instance is the one that moves the projection. */
    public boolean isActive() {
        return active;
    }

    private void run() throws SQLException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            Standing standing = new Standing(connection, projection);
            if (standing.tryLock()) {
                active = true;
                follow(standing);
            } else {
                TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            }
        } finally {
            active = false;
        }
    }

    private void follow(Standing standing) throws SQLException, InterruptedException {
        while (!loop.isClosed()) {
            Standing.Position position = standing.position();
            progress.advanced(projection.name(), position.live());
            Batch batch = new Batch(position.live(), reader.read(position.live(), BATCH));
            if (!batch.isEmpty()) {
                standing.advance(batch);
                progress.advanced(projection.name(), batch.next());
            }
            if (position.shadow().isPresent()) {
                rebuild(standing, position.shadow().getAsLong(), batch.next());
            } else if (batch.isEmpty()) {
                signal.awaitMoreThan(position.live(), LOOK_EVERY);
            }
            loop.succeeded();
        }
    }

    // One batch at a time, in turn with the tables that serve: a long rebuild makes nobody wait.
    private void rebuild(Standing standing, long shadow, long live) throws SQLException {
        if (shadow == live) {
            standing.swap();
            LOG.info("the projection {} was rebuilt from {} events", projection.name(), live);
        } else {
            standing.advanceShadow(new Batch(shadow, reader.read(shadow, (int) Math.min(BATCH, live - shadow))));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
