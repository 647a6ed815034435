package io.sealbook.api.http;

import io.sealbook.api.Sensitive;
import java.time.Period;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /v1/secrets/{path}}: exactly one of {@code value} (UTF-8 text) and {@code valueBase64}. */
public record WriteSecret(
        @Nullable Sensitive value,
        @Nullable Sensitive valueBase64,
        @Nullable String contentType,
        @Nullable String comment,
        @Nullable String owner,
        @Nullable Map<String, String> labels,
        @Nullable Period rotateEvery,
        @Nullable Integer ifVersion) {}
