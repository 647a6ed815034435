package io.sealbook.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What was opened, one thing on top of the other: closed from the top down, once, whatever some of it throws. */
final class Opened implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Keeps this part until everything is closed. */
    synchronized <T> T keep(T part, Consumer<T> close) {
        closings.push(() -> close.accept(part));
        return part;
    }

    synchronized boolean isEmpty() {
        return closings.isEmpty();
    }

    @Override
    public synchronized void close() {
        if (!closings.isEmpty()) {
            try {
                closings.pop().run();
            } finally {
                close();
            }
        }
    }
}
