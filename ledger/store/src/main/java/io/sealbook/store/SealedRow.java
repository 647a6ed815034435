package io.sealbook.store;

import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.SealContext;
import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.core.MessageType;

/** A committed event as it stands in its row. */
record SealedRow(long position, UUID id, String type, Instant at, byte[] tag, UUID key, byte[] metadata) {

    /** The event itself; asks the key database where the key is not known yet. */
    EventQuery.At open(String ledger, MetadataSeal seal, EventCodec codec) {
        byte[] json = seal.open(key, metadata, new SealContext(ledger, tag, id, type));
        return new EventQuery.At(position, codec.message(id, new MessageType(type), at, json));
    }
}
