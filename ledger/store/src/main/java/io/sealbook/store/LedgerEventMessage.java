package io.sealbook.store;

import io.sealbook.api.Provenance;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.axonframework.messaging.core.GenericMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.jspecify.annotations.Nullable;

/** One of our events on its way through Axon, with where it came from and, perhaps, a sealed value beside it. */
public final class LedgerEventMessage extends GenericEventMessage {
    private final LedgerEvent event;
    private final Provenance provenance;
    private final @Nullable SealedValue value;
    private final @Nullable Idempotency idempotency;

    public LedgerEventMessage(
            UUID id,
            LedgerEvent event,
            Provenance provenance,
            Instant at,
            @Nullable SealedValue value,
            @Nullable Idempotency idempotency) {
        super(new GenericMessage(id.toString(), type(event), event, Map.of()), at);
        this.event = event;
        this.provenance = provenance;
        this.value = value;
        this.idempotency = idempotency;
    }

    public static MessageType type(LedgerEvent event) {
        return new MessageType(EventType.of(event).wire());
    }

    public LedgerEvent event() {
        return event;
    }

    public Provenance provenance() {
        return provenance;
    }

    public @Nullable Idempotency idempotency() {
        return idempotency;
    }

    @Nullable
    SealedValue value() {
        return value;
    }

    // Axon hands correlation data to every message; ours say where they come from themselves, and nothing else is
    // stored.
    @Override
    public EventMessage withMetadata(Map<String, String> metadata) {
        return this;
    }

    @Override
    public EventMessage andMetadata(Map<String, String> metadata) {
        return this;
    }

    @Override
    public String toString() {
        return "LedgerEventMessage[" + type() + " " + identifier() + "]";
    }
}
