package io.sealbook.api.http;

import io.sealbook.api.SecretPath;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/restorations}. */
public record RestoreSecret(SecretPath path, @Nullable String reason) {}
