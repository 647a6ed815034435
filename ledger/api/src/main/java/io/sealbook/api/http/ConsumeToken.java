package io.sealbook.api.http;

import io.sealbook.api.Sensitive;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/bootstrap-tokens/consume} as JSON; a repeat with the same nonce within 30 s is no replay. */
public record ConsumeToken(Sensitive token, @Nullable String nonce) {}
