package io.sealbook.server.account;

import io.sealbook.api.KeyId;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Decision;

/** What may become of an account. Pure. */
final class AccountDecisions {
    private AccountDecisions() {}

    static Decision<Account> create(Account account, AccountCommand.Create create) {
        if (account.exists()) {
            return Decision.refuse(Problem.conflict("account-exists", "There is or was an account of this name."));
        }
        return accept(
                account, new AccountEvent.Created(create.account(), create.kind(), create.rules(), create.targets()));
    }

    static Decision<Account> disable(Account account, AccountCommand.Disable disable) {
        if (!account.exists()) {
            return Decision.refuse(Problem.notFound());
        }
        return account.disabled()
                ? Decision.accept(account)
                : accept(account, new AccountEvent.Disabled(disable.account(), disable.reason()));
    }

    static Decision<Account> createKey(Account account, AccountCommand.CreateKey create) {
        if (!account.exists() || account.disabled()) {
            return Decision.refuse(Problem.notFound());
        }
        return accept(
                account,
                new AccountEvent.KeyCreated(
                        create.account(),
                        new KeyId(create.credential().id()),
                        create.purpose(),
                        create.expiresAt(),
                        create.credential().digest()));
    }

    static Decision<Account> revokeKey(Account account, AccountCommand.RevokeKey revoke) {
        return account.keys().containsKey(revoke.key())
                ? accept(account, new AccountEvent.KeyRevoked(revoke.account(), revoke.key(), revoke.reason()))
                : Decision.refuse(Problem.notFound());
    }

    static Decision<Account> signIn(Account account, AccountCommand.SignIn signIn) {
        KeyId code = new KeyId(signIn.code().id());
        Account.Key known = account.keys().get(code);
        boolean good = known != null
                && known.purpose() == Purpose.SIGN_IN
                && known.digest().matches(signIn.code().digest())
                && signIn.at().isBefore(known.expiresAt());
        if (!good) {
            return Decision.refuse(linkUsed());
        }
        return accept(
                account,
                new AccountEvent.KeyRevoked(account.id(), code, "exchanged for a session"),
                new AccountEvent.KeyCreated(
                        account.id(),
                        new KeyId(signIn.session().id()),
                        Purpose.SESSION,
                        signIn.expiresAt(),
                        signIn.session().digest()));
    }

    static Problem linkUsed() {
        return Problem.gone("link-used", "This sign-in link was used or has expired. Ask for another.");
    }

    private static Decision<Account> accept(Account account, AccountEvent... events) {
        Account after = account;
        for (AccountEvent event : events) {
            after = after.after(event);
        }
        return Decision.accept(after, events);
    }
}
