package io.sealbook.store;

import io.sealbook.api.Actor;
import io.sealbook.api.Provenance;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.jspecify.annotations.Nullable;

/** Writes events into a ledger without any command, as Ada. */
public record Pen(LedgerEngine engine) {
    public static final Provenance ADA = new Provenance(new Actor("ada", Actor.Kind.PERSON), "request-1", "192.0.2.7");

    /** Appends the events together, now; returns the position of the last one after the commit. */
    public long append(LedgerEvent... events) {
        return await(begin(Instant.now(), events));
    }

    public CompletableFuture<Long> begin(Instant at, LedgerEvent... events) {
        return begin(
                AppendCondition.none(),
                List.of(events).stream()
                        .map(event -> message(UUID.randomUUID(), event, at, null))
                        .toList());
    }

    /** Puts the events into the queue under this condition; the future ends after the commit or with the refusal. */
    public CompletableFuture<Long> begin(AppendCondition condition, List<LedgerEventMessage> messages) {
        LedgerTags tags = new LedgerTags();
        List<TaggedEventMessage<?>> tagged = messages.stream()
                .<TaggedEventMessage<?>>map(message -> new GenericTaggedEventMessage<>(message, tags.resolve(message)))
                .toList();
        return engine.appendEvents(condition, null, tagged)
                .thenCompose(transaction -> transaction.commit(null).thenApply(Long.class::cast));
    }

    public static LedgerEventMessage message(UUID id, LedgerEvent event, Instant at, @Nullable SealedValue value) {
        return new LedgerEventMessage(id, event, ADA, at, value, null);
    }

    /** The outcome, within half a minute. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within half a minute", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
