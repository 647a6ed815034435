package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonView;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of one account and of its keys. */
public sealed interface AccountEvent extends LedgerEvent {
    AccountId account();

    @Override
    default StreamName stream() {
        return StreamName.of(account());
    }

    @Override
    default List<StreamName> alsoIn() {
        return List.of(StreamName.ACCESS);
    }

    /** An account exists; {@code targets} names what a worker may work on and is empty for everybody else. */
    record Created(AccountId account, Actor.Kind kind, List<Rule> rules, List<TargetName> targets)
            implements AccountEvent {
        public Created {
            rules = List.copyOf(rules);
            targets = List.copyOf(targets);
        }
    }

    /** The account and all its keys are refused from now on. */
    record Disabled(AccountId account, @Nullable String reason) implements AccountEvent {}

    /** A key exists. Only its digest is kept. */
    record KeyCreated(
            AccountId account,
            KeyId key,
            Purpose purpose,
            Instant expiresAt,
            @JsonView(Inside.class) Digest digest) implements AccountEvent {}

    enum Purpose {
        /** For programs, sent as a bearer token. */
        @JsonProperty("access")
        ACCESS,
        /** The single-use code of a sign-in link: exchanges into a session, opens nothing else. */
        @JsonProperty("signIn")
        SIGN_IN,
        /** Held by a browser in a cookie. */
        @JsonProperty("session")
        SESSION
    }

    /** The key is refused from now on. */
    record KeyRevoked(
            AccountId account, KeyId key, @Nullable String reason) implements AccountEvent {}
}
