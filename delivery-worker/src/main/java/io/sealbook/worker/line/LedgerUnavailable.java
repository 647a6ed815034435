package io.sealbook.worker.line;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger could not be asked, or would not talk to this worker now. Trying again later is right; the message is a
 * sentence for the log and never holds a key or a token.
 */
public final class LedgerUnavailable extends RuntimeException {
    private final @Nullable Duration retryAfter;

    public LedgerUnavailable(String message) {
        this(message, null, null);
    }

    LedgerUnavailable(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** How long to wait before the next attempt: as long as the ledger asked to be left alone, and at least {@code own}. */
    public Duration patience(Duration own) {
        return retryAfter().filter(asked -> asked.compareTo(own) > 0).orElse(own);
    }

    /** How long the ledger asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
