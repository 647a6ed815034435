package io.sealbook.server.log;

import io.sealbook.server.log.Publication.Outcome;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes on a thread of its own, a quarter of a second after the last checkpoint at the earliest. Of all replicas one
 * publishes; every one knows what is covered.
 */
final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Publication publication;
    private final LedgerLog log;
    private final AdvisoryLock lock;
    private final HeadSignal signal;
    private final Consumer<String> alarm;

    // A thread of the operating system: an interrupted virtual one would close the connection that it uses.
    private final Thread thread;
    private volatile boolean closed;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile LedgerLog.Published covered = new LedgerLog.Published(-1, "");

    /**
     * @param lock of the log; the publisher lets go of it at its end
     * @param alarm told once of every new reason why nothing is signed
     */
    Publisher(Publication publication, LedgerLog log, AdvisoryLock lock, HeadSignal signal, Consumer<String> alarm) {
        this.publication = publication;
        this.log = log;
        this.lock = lock;
        this.signal = signal;
        this.alarm = alarm;
        this.thread = Thread.ofPlatform().daemon().name("sealbook-publisher").start(this::run);
    }

    /** Why nothing is signed, if so. */
    Optional<String> trouble() {
        return trouble;
    }

    /** The newest checkpoint that this process knows of. */
    LedgerLog.Published covered() {
        return covered;
    }

    /** Waits for a checkpoint that covers this position; empty if none came in time. */
    Optional<LedgerLog.Published> awaitCovered(long position, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            while (covered.size() <= position) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || closed) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return Optional.of(covered);
        }
    }

    private void run() {
        try (lock) {
            while (!closed) {
                try {
                    if (lock.hold()) {
                        publish();
                    } else {
                        look();
                        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                    }
                } catch (LedgerUnavailableException | IOException | UncheckedIOException e) {
                    LOG.warn("publishing the log stopped and tries again: {}", e.getMessage());
                    LOG.debug("what stopped publishing the log", e);
                    TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
                } catch (RuntimeException fault) {
                    LOG.error("publishing the log met a fault and tries again", fault);
                    TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void publish() throws IOException, InterruptedException {
        switch (publication.publish()) {
            case Outcome.Covered(long size) -> {
                settle(Optional.empty());
                look();
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                signal.awaitMoreThan(size, LOOK_EVERY);
            }
            case Outcome.Halted(String reason) -> await(reason);
            case Outcome.Frozen(String reason) -> await(reason);
        }
    }

    private void await(String reason) throws InterruptedException {
        settle(Optional.of(reason));
        TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }

    private void look() {
        Optional<LedgerLog.Published> newest = log.published();
        synchronized (this) {
            newest.filter(found -> found.size() > covered.size()).ifPresent(found -> covered = found);
            notifyAll();
        }
    }

    // Known to the health before anybody is told: an alarm that cannot be raised must not hide it.
    private void settle(Optional<String> reason) {
        Optional<String> before = trouble;
        trouble = reason;
        if (reason.isPresent() && !reason.equals(before)) {
            LOG.error("nothing of the log is signed: {}", reason.get());
            alarm.accept(reason.get());
        } else if (reason.isEmpty() && before.isPresent()) {
            LOG.info("the log is signed again");
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(LOOK_EVERY.multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
