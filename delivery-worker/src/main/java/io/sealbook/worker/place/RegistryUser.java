package io.sealbook.worker.place;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Who the engine is to a registry while it pulls. Whoever holds it closes it, and the password is wiped. */
public final class RegistryUser implements AutoCloseable {
    private final String name;
    private final Plaintext password;

    private RegistryUser(String name, Plaintext password) {
        this.name = name;
        this.password = password;
    }

    /** Reads {@code user:password}; empty for anything else. The value itself stays its owner's to wipe. */
    @HandlesPlaintext("the part after the colon becomes a password of its own, which is wiped")
    public static Optional<RegistryUser> of(Plaintext value) {
        return value.use(bytes -> {
            int colon = 0;
            while (colon < bytes.length && bytes[colon] != ':') {
                colon++;
            }
            if (colon == 0 || colon >= bytes.length - 1) {
                return Optional.empty();
            }
            String name = new String(bytes, 0, colon, StandardCharsets.UTF_8);
            return Optional.of(
                    new RegistryUser(name, Plaintext.owning(Arrays.copyOfRange(bytes, colon + 1, bytes.length))));
        });
    }

    String name() {
        return name;
    }

    Plaintext password() {
        return password;
    }

    @Override
    public void close() {
        password.close();
    }

    @Override
    public String toString() {
        return "RegistryUser";
    }
}
