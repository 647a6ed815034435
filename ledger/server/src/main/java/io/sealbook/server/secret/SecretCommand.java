package io.sealbook.server.secret;

import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.command.Command;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be asked of a secret. Values are sealed before they get here. */
sealed interface SecretCommand<R> extends Command<R> {
    SecretPath path();

    /** Sets a value; {@code event} is the id that the value was sealed for. */
    record Write(
            SecretPath path,
            UUID event,
            SealedValue value,
            Description description,
            Expected expected,
            Provenance provenance,
            Instant at)
            implements SecretCommand<Change> {}

    record Rotate(
            SecretPath path,
            UUID event,
            SealedValue value,
            boolean generated,
            @Nullable String reason,
            Expected expected,
            Provenance provenance,
            Instant at,
            @Nullable Idempotency idempotency)
            implements SecretCommand<Change> {}

    record Describe(
            SecretPath path, UnaryOperator<Description> change, Expected expected, Provenance provenance, Instant at)
            implements SecretCommand<Change> {}

    record Delete(SecretPath path, @Nullable String reason, Expected expected, Provenance provenance, Instant at)
            implements SecretCommand<Change> {}

    record Restore(
            SecretPath path,
            @Nullable String reason,
            Provenance provenance,
            Instant at,
            @Nullable Idempotency idempotency)
            implements SecretCommand<Change> {}

    /** Reads a value; without a version, the current one. */
    record Read(SecretPath path, @Nullable Integer version, Provenance provenance, Instant at)
            implements SecretCommand<Reading> {}

    /** What the caller believes: a revision (If-Match), that there is none yet (If-None-Match: *), or a version. */
    record Expected(
            @Nullable Integer revision,
            boolean absent,
            @Nullable Integer version) {
        static final Expected ANYTHING = new Expected(null, false, null);
    }

    /** The secret after the change. */
    record Change(Secret secret, boolean created) {}

    /** Where the value is that may now be opened. */
    record Reading(UUID event, int version, @Nullable String contentType) {}
}
