package io.sealbook.store;

import io.sealbook.api.Provenance;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * An event with its place in the ledger, as readers get it: metadata opened, value left out.
 *
 * @param tag the pseudonym of the stream that owns the event, in hexadecimal
 */
public record RecordedEvent(
        long position, UUID id, EventType type, Instant at, String tag, Provenance provenance, LedgerEvent event) {}
