package io.sealbook.api.http;

import io.sealbook.api.KeyId;
import io.sealbook.api.Sensitive;
import java.time.Instant;

/** A new access key. This answer is the only place where it is ever shown. */
public record CreatedKey(KeyId id, Sensitive key, Instant expiresAt) {}
