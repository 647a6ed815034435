package io.sealbook.server.token;

import io.sealbook.api.event.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a token was presented: all that is known before anything else than the token itself is looked at.
 *
 * @param publicKey the key that the answer shall be sealed to, if the client has one
 */
record Presentation(
        Digest digest,
        @Nullable Digest nonce,
        @Nullable String publicKey,
        @Nullable String from,
        Instant at) {}
