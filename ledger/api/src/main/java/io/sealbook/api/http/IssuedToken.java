package io.sealbook.api.http;

import io.sealbook.api.Sensitive;
import io.sealbook.api.TokenId;
import java.time.Instant;

/** A new bootstrap token. This answer is the only place where it is ever shown. */
public record IssuedToken(TokenId id, Sensitive token, Instant expiresAt) {}
