package io.sealbook.store;

import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/** Between Axon's messages and what the ledger stores: metadata fields, and perhaps a sealed value beside them. */
interface EventCodec {
    /** The fields of the message: names to values in compact JSON with sorted keys. */
    Map<String, String> fields(EventMessage message);

    /** The value that travels beside the fields, already sealed. */
    @Nullable
    SealedValue value(EventMessage message);

    /** The message that had these fields. */
    EventMessage message(UUID id, MessageType type, Instant at, byte[] json);
}
