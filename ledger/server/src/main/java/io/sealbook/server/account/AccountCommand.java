package io.sealbook.server.account;

import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.server.command.Command;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of accounts. */
sealed interface AccountCommand<R> extends Command<R> {
    AccountId account();

    record Create(
            AccountId account,
            Actor.Kind kind,
            List<Rule> rules,
            List<TargetName> targets,
            Provenance provenance,
            Instant at,
            @Nullable Idempotency idempotency)
            implements AccountCommand<Account> {}

    record Disable(AccountId account, @Nullable String reason, Provenance provenance, Instant at)
            implements AccountCommand<Account> {}

    record CreateKey(
            AccountId account,
            Credential.Minted credential,
            Purpose purpose,
            Instant expiresAt,
            Provenance provenance,
            Instant at,
            @Nullable Idempotency idempotency)
            implements AccountCommand<Account> {}

    record RevokeKey(AccountId account, KeyId key, @Nullable String reason, Provenance provenance, Instant at)
            implements AccountCommand<Account> {}

    /** Exchanges the code of a sign-in link for a session; each code works once. */
    record SignIn(
            AccountId account,
            Credential.Presented code,
            Credential.Minted session,
            Instant expiresAt,
            Provenance provenance,
            Instant at)
            implements AccountCommand<Account> {}
}
