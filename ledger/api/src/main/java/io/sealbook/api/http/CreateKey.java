package io.sealbook.api.http;

import java.time.Instant;

/** Body of {@code POST /v1/service-accounts/{id}/keys}. */
public record CreateKey(Instant expiresAt) {}
