package io.sealbook.server.token;

import io.sealbook.api.Plaintext;
import io.sealbook.api.http.SealedDelivery;
import io.sealbook.edge.Problem;
import io.sealbook.seal.Recipient;
import io.sealbook.server.token.TokenCommand.Redemption.Granted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How a delivery is sealed to the one who shall open it; it opens for no other deployment and no other generation. */
final class Sealing {
    private static final byte[] INFO = ascii("sealbook-bootstrap/v1");

    private Sealing() {}

    /** The key in its only text, or a refusal of the request; an absent key is fine. */
    static @Nullable String checkKey(String pointer, @Nullable String key) {
        if (key != null) {
            try {
                Recipient.of(key);
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(pointer, Recipient.RULE);
            }
        }
        return key;
    }

    /** Seals the lines to {@code key}; they stay the caller's to wipe. */
    static SealedDelivery seal(Granted granted, Plaintext lines, String key) {
        byte[] associated = ascii(granted.deployment() + "/" + granted.generation());
        byte[] sealed = Recipient.of(key).seal(INFO, associated, lines);
        return new SealedDelivery(
                granted.deployment(), granted.generation(), Base64.getEncoder().encodeToString(sealed));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
