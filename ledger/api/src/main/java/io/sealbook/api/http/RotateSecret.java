package io.sealbook.api.http;

import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/rotations}: exactly one of {@code value}, {@code valueBase64} and {@code generate}. */
public record RotateSecret(
        SecretPath path,
        @Nullable Sensitive value,
        @Nullable Sensitive valueBase64,
        @Nullable Generate generate,
        @Nullable String reason,
        @Nullable Integer ifVersion) {
    /** Asks for {@code length} random characters of {@code alphabet} (letters and digits unless given). */
    public record Generate(int length, @Nullable String alphabet) {}
}
