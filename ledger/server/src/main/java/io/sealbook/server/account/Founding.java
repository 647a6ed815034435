package io.sealbook.server.account;

import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Commands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The accounts that a ledger starts with, and keys for them: for whoever runs the service on its host, and nobody else.
 * Every step is an event by the system itself, and may be repeated.
 */
public final class Founding {
    /** Creates accounts and sign-in links, nothing else. */
    public static final AccountId ADMIN = new AccountId("admin");

    /** Whoever signs in to the page by a link: reads the trail, nothing else. */
    public static final AccountId PAGE = new AccountId("page");

    /** How long a sign-in link may wait to be opened. */
    public static final Duration LINK_LIFE = Duration.ofMinutes(5);

    private final Commands commands;
    private final Clock clock;

    public Founding(Commands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    /** Makes sure of the two accounts that every ledger has; tells whether it had no {@link #ADMIN} before. */
    public boolean ensureFirstAccounts() {
        boolean first = ensure(ADMIN, Actor.Kind.OPERATOR, List.of(Rule.allow(Action.ACCOUNT_ADMIN)), List.of());
        ensure(PAGE, Actor.Kind.PERSON, List.of(Rule.allow(Action.AUDIT_READ)), List.of());
        return first;
    }

    /** Makes sure that there is such an account; one that exists stays as it is. Tells whether it is new. */
    public boolean ensure(AccountId account, Actor.Kind kind, List<Rule> rules, List<TargetName> targets) {
        try {
            commands.send(new AccountCommand.Create(
                    account, kind, rules, targets, Provenance.system("start"), clock.instant(), null));
            return true;
        } catch (Problem exists) {
            if (!exists.code().equals("account-exists")) {
                throw exists;
            }
            return false;
        }
    }

    /** A new key of an account. Its text is here and nowhere else. */
    public Sensitive newKey(AccountId account, Duration life) {
        return newKey(account, Purpose.ACCESS, life);
    }

    /** The code of a new sign-in link; it works once. */
    public Sensitive newSignInCode() {
        return newKey(PAGE, Purpose.SIGN_IN, LINK_LIFE);
    }

    private Sensitive newKey(AccountId account, Purpose purpose, Duration life) {
        Instant now = clock.instant();
        Credential.Minted credential = Credential.mint(Credential.Kind.KEY);
        commands.send(new AccountCommand.CreateKey(
                account, credential, purpose, now.plus(life), Provenance.system("start"), now, null));
        return credential.text();
    }
}
