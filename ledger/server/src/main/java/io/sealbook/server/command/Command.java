package io.sealbook.server.command;

import io.sealbook.api.Provenance;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a caller wants done, complete: who asks, when, and everything that the decision needs.
 *
 * @param <R> what the caller is told when it is done
 */
public interface Command<R> {
    Provenance provenance();

    Instant at();

    /** The request's idempotency key and fingerprint, if the caller sent a key. */
    default @Nullable Idempotency idempotency() {
        return null;
    }
}
