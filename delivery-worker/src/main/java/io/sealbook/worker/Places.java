package io.sealbook.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The places at the engine: how many deployments may ask something of it at the same time. Whoever comes back from a rest
 * goes before all who are new, so that what was begun is ended however many wait.
 */
final class Places {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forReturning = lock.newCondition();
    private final Condition forNew = lock.newCondition();
    private int free;
    private int returning;

    Places(int count) {
        free = count;
    }

    /** Waits for a place; empty when interrupted meanwhile. */
    Optional<Place> take() {
        lock.lock();
        try {
            while (free <= returning) {
                forNew.await();
            }
            free--;
            inviteNext();
            return Optional.of(new Place());
        } catch (InterruptedException _) {
            inviteNext();
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            free++;
            forReturning.signal();
            inviteNext();
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        lock.lock();
        try {
            returning++;
            // Whoever has a place gives it back: every call to the engine has its deadline.
            while (free == 0) {
                forReturning.awaitUninterruptibly();
            }
            returning--;
            free--;
            inviteNext();
        } finally {
            lock.unlock();
        }
    }

    // Whoever is invited and finds none free waits again.
    private void inviteNext() {
        if (free > returning) {
            forNew.signal();
        }
    }

    /** Belongs to one thread until it is closed. */
    final class Place implements AutoCloseable {
        private Place() {}

        /** Lets others work for so long, and has the place again when it returns. An interrupt cuts it short. */
        void rest(Duration pause) {
            giveBack();
            LockSupport.parkNanos(pause.toNanos());
            takeBack();
        }

        @Override
        public void close() {
            giveBack();
        }
    }
}
