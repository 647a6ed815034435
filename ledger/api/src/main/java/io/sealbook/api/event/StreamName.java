package io.sealbook.api.event;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;

/**
 * The name of one history inside the ledger, such as {@code secret/prod/db}. The database never sees it, only a
 * pseudonym (PRF) of it.
 */
public record StreamName(String kind, String id) {
    /** Carries every event about who may do what, so that a process can follow permissions by one stream. */
    public static final StreamName ACCESS = new StreamName("access", "all");

    public static StreamName of(SecretPath path) {
        return new StreamName("secret", path.value());
    }

    public static StreamName of(TokenId token) {
        return new StreamName("token", token.value());
    }

    public static StreamName of(DeploymentId deployment) {
        return new StreamName("deployment", deployment.value());
    }

    public static StreamName of(AccountId account) {
        return new StreamName("account", account.value());
    }

    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
