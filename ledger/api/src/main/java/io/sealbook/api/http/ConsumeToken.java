package io.sealbook.api.http;

import io.sealbook.api.Sensitive;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/bootstrap-tokens/consume} as JSON; a repeat with the same nonce within 30 s is no replay.
 *
 * @param publicKey an X25519 public key (base64) to seal the answer to; the one that the token was issued for, if any
 */
public record ConsumeToken(
        Sensitive token, @Nullable String nonce, @Nullable String publicKey) {}
