package io.sealbook.server.account;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.server.command.Entity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The state of one account: whether it exists and is enabled, and its keys that are not revoked. */
public record Account(
        AccountId id,
        boolean exists,
        boolean disabled,
        Actor.Kind kind,
        List<Rule> rules,
        List<TargetName> targets,
        Map<KeyId, Key> keys) {

    /** How the state grows from its events. */
    public static final Entity<AccountId, Account> ENTITY = new Entity<>(
            AccountId.class,
            Account.class,
            StreamName::of,
            Set.of(EventType.ACCOUNT_CREATED, EventType.ACCOUNT_DISABLED, EventType.KEY_CREATED, EventType.KEY_REVOKED),
            id -> new Account(id, false, false, Actor.Kind.UNKNOWN, List.of(), List.of(), Map.of()),
            (state, event, message) -> event instanceof AccountEvent change ? state.after(change) : state);

    public Account {
        rules = List.copyOf(rules);
        targets = List.copyOf(targets);
        keys = Map.copyOf(keys);
    }

    record Key(Purpose purpose, Instant expiresAt, Digest digest) {}

    Account after(LedgerEvent event) {
        return event instanceof AccountEvent change ? after(change) : this;
    }

    private Account after(AccountEvent event) {
        return switch (event) {
            case AccountEvent.Created created ->
                new Account(id, true, false, created.kind(), created.rules(), created.targets(), keys);
            case AccountEvent.Disabled ignored -> new Account(id, exists, true, kind, rules, targets, Map.of());
            case AccountEvent.KeyCreated created -> {
                Map<KeyId, Key> more = new HashMap<>(keys);
                more.put(created.key(), new Key(created.purpose(), created.expiresAt(), created.digest()));
                yield new Account(id, exists, disabled, kind, rules, targets, more);
            }
            case AccountEvent.KeyRevoked revoked -> {
                Map<KeyId, Key> fewer = new HashMap<>(keys);
                fewer.remove(revoked.key());
                yield new Account(id, exists, disabled, kind, rules, targets, fewer);
            }
        };
    }
}
