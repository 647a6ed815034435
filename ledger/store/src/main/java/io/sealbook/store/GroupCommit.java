package io.sealbook.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of a process: takes whatever waits, appends it in one transaction, and answers after the commit. It
 * waits for nothing to fill a batch; batches grow by themselves while a commit is under way.
 *
 * <p>The connection belongs to the writer thread. It is JDBC, because the PostgreSQL driver for R2DBC sends byte arrays
 * as hexadecimal text, and a single writer gains nothing from being asynchronous.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int QUEUE_LIMIT = 4096;
    private static final int BATCH_LIMIT = 512;
    static final Duration GIVE_UP_AFTER = Duration.ofSeconds(10);
    private static final Duration SILENCE_AT_MOST = Duration.ofSeconds(10);

    private final BlockingQueue<Append> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final DataSource database;
    private final BatchTransaction transaction;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    // The connection belongs to the append thread. Whatever goes wrong between two commits, it is dropped: a
    // transaction left open would hold the head, and with it every replica.
    private @Nullable Connection connection;

    GroupCommit(DataSource database, BatchTransaction transaction) {
        this.database = database;
        this.transaction = transaction;
        this.thread = Thread.ofPlatform().name("sealbook-append").start(this::run);
    }

    /** Queues the append, or refuses it at once when too many wait. */
    void submit(Append append) {
        if (isClosing() || !queue.offer(append)) {
            refuse(append);
        } else if (!thread.isAlive() && queue.remove(append)) {
            refuse(append);
        }
    }

    private static void refuse(Append append) {
        append.done().completeExceptionally(new LedgerUnavailableException("too many appends are waiting"));
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        List<Append> batch = new ArrayList<>();
        while (!isClosing() || !queue.isEmpty()) {
            try {
                Append first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_LIMIT - 1);
                    append(batch);
                }
            } catch (InterruptedException e) {
                closing.countDown();
                batch.forEach(GroupCommit::refuse);
            } catch (Error fault) {
                LOG.error("the append thread met a fault", fault);
                disconnect();
                batch.forEach(append -> append.done().completeExceptionally(fault));
            }
            batch.clear();
        }
        disconnect();
        queue.forEach(GroupCommit::refuse);
    }

    private void append(List<Append> batch) throws InterruptedException {
        List<Append> waiting = new ArrayList<>(batch);
        dropLate(waiting);
        for (int attempt = 1; !waiting.isEmpty(); attempt++) {
            boolean committing = false;
            try {
                Connection live = connect();
                BatchTransaction.Prepared prepared = transaction.prepare(live, waiting);
                if (dropLate(waiting)) {
                    disconnect(); // another replica held the head for so long: nothing of this batch has happened
                    continue;
                }
                committing = true;
                live.commit(); // the commit point: before it nothing happened, after it everything did
                answer(prepared);
                return;
            } catch (SQLException | RuntimeException fault) {
                disconnect();
                if (committing) {
                    settleDoubt(waiting);
                } else if (!isTransient(fault) && !(fault instanceof LedgerFrozenException) && waiting.size() > 1) {
                    appendEachAlone(waiting);
                    return;
                } else if (!isTransient(fault) || isClosing()) {
                    fail(waiting, fault);
                    return;
                }
                dropLate(waiting);
                if (!waiting.isEmpty()) {
                    pause(attempt);
                }
            }
        }
    }

    // Whoever asked has been told that nothing happened, so nothing may happen any more.
    private static boolean dropLate(List<Append> waiting) {
        Instant now = Instant.now();
        List<Append> late =
                waiting.stream().filter(append -> append.isTooLate(now)).toList();
        if (late.isEmpty()) {
            return false;
        }
        fail(late, new LedgerUnavailableException("the database did not accept events in time"));
        waiting.removeAll(late);
        return true;
    }

    // One bad event must not take its neighbours with it.
    private void appendEachAlone(List<Append> batch) throws InterruptedException {
        for (Append append : batch) {
            append(List.of(append));
        }
    }

    private static void answer(BatchTransaction.Prepared prepared) {
        prepared.winners().forEach(winner -> winner.append().done().complete(winner.position()));
        prepared.losers().forEach(Append::reject);
    }

    // The connection broke while committing: either all of the batch is in the ledger or none of it. Event ids tell.
    private void settleDoubt(List<Append> waiting) throws InterruptedException {
        Instant giveUp = Instant.now().plus(GIVE_UP_AFTER);
        for (int attempt = 1; ; attempt++) {
            try {
                Connection live = connect();
                for (Append append : List.copyOf(waiting)) {
                    OptionalLong position = transaction.findCommitted(live, append);
                    if (position.isPresent()) {
                        append.done().complete(position.getAsLong());
                        waiting.remove(append);
                    }
                }
                live.rollback();
                return;
            } catch (SQLException | RuntimeException fault) {
                disconnect();
                if (isClosing() || Instant.now().isAfter(giveUp)) {
                    LOG.warn("the outcome of {} appends stays unknown: the database does not answer", waiting.size());
                    fail(waiting, fault);
                    waiting.clear();
                    return;
                }
                pause(attempt);
            }
        }
    }

    private static void fail(List<Append> appends, Exception cause) {
        RuntimeException answer = cause instanceof RuntimeException bug
                ? bug
                : new LedgerUnavailableException("the database does not accept events", cause);
        appends.forEach(append -> append.done().completeExceptionally(answer));
    }

    private static boolean isTransient(Exception fault) {
        if (!(fault instanceof SQLException known)) {
            return false;
        }
        return known.getSQLState() == null || Outage.isState(known.getSQLState());
    }

    private void pause(int attempt) throws InterruptedException {
        closing.await(Math.min(20L << Math.min(attempt, 6), 1000), TimeUnit.MILLISECONDS);
    }

    private Connection connect() throws SQLException {
        Connection live = connection;
        if (live == null || live.isClosed()) {
            live = database.getConnection();
            connection = live;
            live.setNetworkTimeout(Runnable::run, (int) SILENCE_AT_MOST.toMillis());
            IndexPlans.prefer(live);
            live.setAutoCommit(false);
            live.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        return live;
    }

    private void disconnect() {
        Connection broken = connection;
        connection = null;
        transaction.rolledBack();
        if (broken != null) {
            try (broken) {
                broken.rollback();
            } catch (SQLException | RuntimeException ignored) {
                LOG.debug("a broken connection was dropped");
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(GIVE_UP_AFTER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
