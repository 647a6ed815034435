package io.sealbook.api.http;

import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import org.jspecify.annotations.Nullable;

/** A revealed value: {@code value} when it is UTF-8 text, else {@code valueBase64}. */
public record ValueAnswer(
        SecretPath path,
        int version,
        @Nullable Sensitive value,
        @Nullable Sensitive valueBase64,
        @Nullable String contentType) {}
