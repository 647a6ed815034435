package io.sealbook.bench;

import com.fasterxml.uuid.Generators;
import io.sealbook.api.Actor;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.seal.SealedValue;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerEventMessage;
import io.sealbook.store.LedgerStore;
import io.sealbook.store.LedgerTags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.jspecify.annotations.Nullable;

/** Appends of the engine alone: one event of a new secret under a condition, its metadata sealed on the way. */
final class EngineAppends {
    private static final AtomicLong NAMES = new AtomicLong(System.nanoTime());
    private static final Provenance PROVENANCE =
            new Provenance(new Actor("bench", Actor.Kind.SERVICE), "01977a0e-0000-7000-8000-000000000000", "127.0.0.1");
    private static final LedgerTags TAGS = new LedgerTags();

    private final LedgerEngine engine;
    private final SealedValue value;

    EngineAppends(LedgerStore store) {
        this.engine = store.engine();
        SecretPath path = path();
        UUID id = UUID.randomUUID();
        try (Plaintext plaintext = Plaintext.owning(new byte[400])) {
            this.value = store.valueSeal()
                    .seal(
                            plaintext,
                            engine.sealContext(
                                    new SecretEvent.Written(path, 1, 1, description())
                                            .stream().toString(),
                                    id,
                                    EventType.SECRET_WRITTEN.wire()));
        }
    }

    static SecretPath path() {
        return new SecretPath("bench/s" + NAMES.incrementAndGet());
    }

    static Description description() {
        return new Description("text/plain", null, "bench", Map.of("stage", "bench"), null);
    }

    int once() {
        SecretEvent.Written event = new SecretEvent.Written(path(), 1, 1, description());
        LedgerEventMessage message = new LedgerEventMessage(
                Generators.timeBasedEpochRandomGenerator().generate(), event, PROVENANCE, Instant.now(), value, null);
        TaggedEventMessage<?> tagged = new GenericTaggedEventMessage<>(message, TAGS.resolve(message));
        AppendCondition condition = AppendCondition.withCriteria(
                LedgerTags.criteria(event.stream(), EventType.SECRET_WRITTEN, EventType.SECRET_ROTATED));
        commit(engine.appendEvents(condition, null, List.of(tagged)).join());
        return 1;
    }

    private static <R> void commit(
            org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction<R> append) {
        @Nullable R position = append.commit(null).join();
        if (position == null) {
            throw new IllegalStateException("an append without a position");
        }
        CompletableFuture<ConsistencyMarker> _ = append.afterCommit(position, null);
    }
}
