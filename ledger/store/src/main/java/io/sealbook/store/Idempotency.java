package io.sealbook.store;

import io.sealbook.api.event.StreamName;

/**
 * The request that an event answers: a repeat finds the event by the stream of principal and key, and is told from
 * another request by the fingerprint.
 */
public record Idempotency(StreamName stream, String fingerprint) {}
