package io.sealbook.server.account;

import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import java.time.Instant;
import java.util.function.BiFunction;

/** Registers what can be asked of accounts: load the account, decide. */
public final class AccountHandling {
    private AccountHandling() {}

    public static void register(Commands.Rooms rooms) {
        rooms.with(Account.ENTITY)
                .on(AccountCommand.Create.class, of(AccountDecisions::create))
                .on(AccountCommand.Disable.class, of(AccountDecisions::disable))
                .on(AccountCommand.CreateKey.class, of(AccountDecisions::createKey))
                .on(AccountCommand.RevokeKey.class, of(AccountDecisions::revokeKey))
                .on(AccountCommand.SignIn.class, of(AccountDecisions::signIn));
    }

    private static <C extends AccountCommand<Account>> CommandHandling<C, Account> of(
            BiFunction<Account, C, Decision<Account>> decide) {
        return new CommandHandling<>() {
            @Override
            public Decision<Account> handle(C command, Entities entities) {
                return decide.apply(entities.load(Account.class, command.account()), command);
            }

            // A key was shown once; nobody can show it again. An account is told as it is.
            @Override
            public Decision<Account> repeat(C command, LedgerEvent earlier, Instant at, Entities entities) {
                if (earlier instanceof AccountEvent.KeyCreated key) {
                    return Decision.refuse(Problem.conflict("shown-once", "The key was created and shown already.")
                            .with("id", key.key().value()));
                }
                return Decision.accept(entities.load(Account.class, command.account()));
            }
        };
    }
}
