package io.sealbook.api.event;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import org.jspecify.annotations.Nullable;

/**
 * The life of one secret. {@code version} counts its values, {@code revision} counts all its changes; both start at 1.
 */
public sealed interface SecretEvent extends LedgerEvent {
    SecretPath path();

    int version();

    @Override
    default StreamName stream() {
        return StreamName.of(path());
    }

    /** A value was set by a caller. The first one creates the secret. */
    record Written(SecretPath path, int version, int revision, Description description) implements SecretEvent {}

    /** A new value took the place of the current one; the description stays. */
    record Rotated(
            SecretPath path,
            int version,
            int revision,
            boolean generated,
            @Nullable String reason) implements SecretEvent {}

    /** A value was revealed: to a caller, or with a token to a deployment. Recorded before the first byte left. */
    record Read(
            SecretPath path,
            int version,
            @Nullable DeploymentId deployment,
            @Nullable TokenId token) implements SecretEvent {}

    /** What is said about the secret was replaced. */
    record Described(SecretPath path, int version, int revision, Description description) implements SecretEvent {}

    /** The secret was withdrawn; its values stay sealed in the ledger and can be restored. */
    record Deleted(
            SecretPath path,
            int version,
            int revision,
            @Nullable String reason) implements SecretEvent {}

    /** A withdrawn secret is back with its last value. */
    record Restored(
            SecretPath path,
            int version,
            int revision,
            @Nullable String reason) implements SecretEvent {}
}
