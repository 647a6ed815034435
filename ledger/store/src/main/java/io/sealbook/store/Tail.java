package io.sealbook.store;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.jspecify.annotations.Nullable;

/** An endless stream of events from a position on: reads page by page, and again whenever the ledger grows. */
final class Tail implements MessageStream<EventMessage> {
    private static final int PAGE = 500;

    private final EventQuery query;
    private final HeadSignal signal;
    private final EventCriteria criteria;
    private final Queue<Entry<EventMessage>> buffer = new ArrayDeque<>();
    private final Runnable wake = this::fill;
    private Runnable callback = () -> {};
    private long next;
    private boolean reading;
    private boolean missed;
    private boolean closed;
    private @Nullable Throwable failure;

    Tail(EventQuery query, HeadSignal signal, EventCriteria criteria, long from) {
        this.query = query;
        this.signal = signal;
        this.criteria = criteria;
        this.next = from;
        signal.onAdvance(wake);
        fill();
    }

    private void fill() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (reading || buffer.size() >= PAGE) {
                missed = true;
                return;
            }
            reading = true;
            missed = false;
        }
        query.find(criteria, next, PAGE).subscribe(this::accept, this::fail);
    }

    private void accept(EventQuery.Found found) {
        boolean again;
        synchronized (this) {
            for (EventQuery.At at : found.events()) {
                buffer.add(new SimpleEntry<>(at.message(), at.context()));
            }
            boolean full = found.events().size() == PAGE;
            next = full ? found.events().getLast().position() + 1 : Math.max(next, found.size());
            reading = false;
            again = full || missed;
        }
        callback.run();
        if (again) {
            fill();
        }
    }

    private void fail(Throwable cause) {
        synchronized (this) {
            failure = cause;
            reading = false;
        }
        close();
        callback.run();
    }

    @Override
    public Optional<Entry<EventMessage>> next() {
        Optional<Entry<EventMessage>> entry;
        boolean more;
        synchronized (this) {
            entry = Optional.ofNullable(buffer.poll());
            more = missed && !reading && buffer.size() < PAGE;
        }
        if (more) {
            fill();
        }
        return entry;
    }

    @Override
    public synchronized Optional<Entry<EventMessage>> peek() {
        return Optional.ofNullable(buffer.peek());
    }

    @Override
    public void setCallback(Runnable newCallback) {
        synchronized (this) {
            callback = newCallback;
        }
        newCallback.run();
    }

    @Override
    public synchronized Optional<Throwable> error() {
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized boolean isCompleted() {
        return closed && buffer.isEmpty();
    }

    @Override
    public synchronized boolean hasNextAvailable() {
        return !buffer.isEmpty();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        signal.remove(wake);
    }
}
