package io.sealbook.projections.deployments;

import io.sealbook.projections.loop.Loop;
import io.sealbook.projections.loop.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the ledger for what is due by the deployments as they are, whenever their projection has moved, and now and then.
 * What is due is found again after a crash or a fault; for the same it asks twice a minute at most, so a question must
 * carry a key by which the ledger knows it again.
 */
final class Asking<T> implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);

    private final Progress progress;
    private final BooleanSupplier active;
    private final Supplier<List<T>> due;
    private final Function<T, String> key;
    private final Consumer<T> question;
    private final Map<String, Instant> asked = new HashMap<>();
    private final Loop loop;

    /** @param active whether this process is the one that moves the projection: the others need not ask too */
    Asking(
            Thread.Builder thread,
            String work,
            Progress progress,
            BooleanSupplier active,
            Supplier<List<T>> due,
            Function<T, String> key,
            Consumer<T> question) {
        this.progress = progress;
        this.active = active;
        this.due = due;
        this.key = key;
        this.question = question;
        this.loop = new Loop(thread, work, this::run);
    }

    void start() {
        loop.start();
    }

    private void run() throws InterruptedException {
        long seen = progress.of(Deployments.NAME);
        if (active.getAsBoolean()) {
            ask(Instant.now());
        }
        loop.succeeded();
        progress.awaitMoreThan(Deployments.NAME, seen, LOOK_EVERY);
        TimeUnit.MILLISECONDS.sleep(50); // one look for a burst of events
    }

    private void ask(Instant now) {
        asked.values().removeIf(at -> at.plus(ASK_AGAIN_AFTER).isBefore(now));
        for (T each : due.get()) {
            String known = key.apply(each);
            if (!asked.containsKey(known)) {
                question.accept(each);
                asked.put(known, now);
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
