package io.sealbook.server.secret;

import com.fasterxml.uuid.Generators;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.LedgerService;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whole commands as a request sends them: a value of 400 bytes is sealed, the secret is sourced, the decision taken, the
 * event appended. In the room's package, because commands are its own.
 */
public final class WholeWrites {
    private static final AtomicLong NAMES = new AtomicLong(System.nanoTime());

    private final LedgerService ledger;

    public WholeWrites(LedgerService ledger) {
        this.ledger = ledger;
    }

    /** Writes the first version of another secret. */
    public int once() {
        return write(new SecretPath("bench/s" + NAMES.incrementAndGet()));
    }

    /** Writes the next version of this secret, or the first. */
    public int write(SecretPath path) {
        UUID event = Generators.timeBasedEpochRandomGenerator().generate();
        SealedValue value;
        try (Plaintext plaintext = Plaintext.owning(new byte[400])) {
            value = ledger.valueSeal()
                    .seal(
                            plaintext,
                            ledger.engine()
                                    .sealContext(
                                            StreamName.of(path).toString(), event, EventType.SECRET_WRITTEN.wire()));
        }
        ledger.commands()
                .send(new SecretCommand.Write(
                        path,
                        event,
                        value,
                        new Description("text/plain", null, "bench", Map.of("stage", "bench"), null),
                        new SecretCommand.Expected(null, false, null),
                        Provenance.system("01977a0e-0000-7000-8000-000000000000"),
                        Instant.now()));
        return 1;
    }
}
