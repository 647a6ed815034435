package io.sealbook.store;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.SecretEvent;

/** Events of no importance. */
public final class Samples {
    private Samples() {}

    public static LedgerEvent read(String path) {
        return new SecretEvent.Read(new SecretPath(path), 1, null, null);
    }

    public static LedgerEvent written(String path) {
        return new SecretEvent.Written(new SecretPath(path), 1, 1, Description.EMPTY);
    }
}
