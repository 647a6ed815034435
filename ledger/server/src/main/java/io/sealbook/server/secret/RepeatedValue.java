package io.sealbook.server.secret;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.ValueSeal;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.SealedValues;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Tells whether a repeated rotation brings the value that it brought the first time. Nothing that the ledger keeps of a
 * request is made from its value, so both are opened and compared here; neither leaves.
 */
final class RepeatedValue {
    private final LedgerEngine engine;
    private final ValueSeal seal;
    private final SealedValues sealed;

    RepeatedValue(LedgerEngine engine, ValueSeal seal, SealedValues sealed) {
        this.engine = engine;
        this.seal = seal;
        this.sealed = sealed;
    }

    @HandlesPlaintext("compares the value of a repeated request with the one that the first request brought")
    boolean isThatOf(UUID earlier, SecretCommand.Rotate again) {
        try (Plaintext then = sealed.open(earlier);
                Plaintext now = seal.open(
                        again.value(),
                        engine.sealContext(
                                StreamName.of(again.path()).toString(),
                                again.event(),
                                EventType.SECRET_ROTATED.wire()))) {
            return then.use(one -> now.use(other -> MessageDigest.isEqual(one, other)));
        }
    }
}
