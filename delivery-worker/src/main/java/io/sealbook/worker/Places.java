package io.sealbook.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** The places at the engine: how many deployments may ask something of it at the same time. First come, first served. */
final class Places {
    private final Semaphore free;

    Places(int count) {
        free = new Semaphore(count, true);
    }

    /** Waits for a place; empty when interrupted meanwhile. */
    Optional<Place> take() {
        try {
            free.acquire();
            return Optional.of(new Place());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Belongs to one thread until it is closed. */
    final class Place implements AutoCloseable {
        private Place() {}

        /** Lets others work for so long, and has the place again when it returns. An interrupt cuts it short. */
        void rest(Duration pause) {
            free.release();
            LockSupport.parkNanos(pause.toNanos());
            // Whoever has a place gives it back: every call to the engine has its deadline.
            free.acquireUninterruptibly();
        }

        @Override
        public void close() {
            free.release();
        }
    }
}
