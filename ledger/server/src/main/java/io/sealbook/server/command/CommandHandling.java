package io.sealbook.server.command;

import io.sealbook.api.event.LedgerEvent;
import java.time.Instant;

/** Load, decide: what a room does for one kind of command. It appends nothing and changes nothing itself. */
public interface CommandHandling<C extends Command<R>, R> {
    Decision<R> handle(C command, Entities entities);

    /** The answer that the same request got before; its first event is all that is left of it. */
    default Decision<R> repeat(C command, LedgerEvent earlier, Instant at, Entities entities) {
        throw new IllegalStateException("bug: this command takes no idempotency key");
    }
}
