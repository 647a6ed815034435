package io.sealbook.server.secret;

import io.sealbook.access.Caller;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.store.Idempotency;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Secrets of a live ledger, for tests of every room: sealed and sent as the routes do it. */
public final class Secrets {
    private final LiveLedger ledger;

    public Secrets(LiveLedger ledger) {
        this.ledger = ledger;
    }

    /** Writes a value; the position of the event. */
    public long write(Caller caller, SecretPath path, String value) {
        return write(caller, path, value, Expected.ANYTHING).position();
    }

    Receipt<Change> write(Caller caller, SecretPath path, String value, Expected expected) {
        UUID event = UUID.randomUUID();
        return ledger.service
                .commands()
                .send(new SecretCommand.Write(
                        path,
                        event,
                        sealed(path, event, EventType.SECRET_WRITTEN, value),
                        Description.EMPTY,
                        expected,
                        caller.provenance(),
                        Instant.now()));
    }

    /** Rotates to this value; the position of the event. */
    public long rotate(Caller caller, SecretPath path, String value) {
        return rotate(caller, path, value, null).position();
    }

    Receipt<Change> rotate(Caller caller, SecretPath path, String value, @Nullable Idempotency idempotency) {
        UUID event = UUID.randomUUID();
        return ledger.service
                .commands()
                .send(new SecretCommand.Rotate(
                        path,
                        event,
                        sealed(path, event, EventType.SECRET_ROTATED, value),
                        false,
                        null,
                        Expected.ANYTHING,
                        caller.provenance(),
                        Instant.now(),
                        idempotency));
    }

    private SealedValue sealed(SecretPath path, UUID event, EventType type, String value) {
        try (Plaintext plaintext = Plaintext.owning(value.getBytes(StandardCharsets.UTF_8))) {
            return ledger.service
                    .valueSeal()
                    .seal(
                            plaintext,
                            ledger.service
                                    .engine()
                                    .sealContext(StreamName.of(path).toString(), event, type.wire()));
        }
    }
}
