package io.sealbook.server.secret;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import io.sealbook.server.secret.SecretCommand.Change;
import java.time.Instant;
import java.util.function.BiFunction;

/** Registers what can be asked of secrets: load the secret, decide. */
public final class SecretHandling {
    private SecretHandling() {}

    public static void register(Commands.Rooms rooms) {
        rooms.with(Secret.ENTITY)
                .on(SecretCommand.Write.class, onOne(SecretDecisions::write))
                .on(SecretCommand.Rotate.class, repeatable(SecretDecisions::rotate))
                .on(SecretCommand.Describe.class, onOne(SecretDecisions::describe))
                .on(SecretCommand.Delete.class, onOne(SecretDecisions::delete))
                .on(SecretCommand.Restore.class, repeatable(SecretDecisions::restore))
                .on(SecretCommand.Read.class, onOne(SecretDecisions::read));
    }

    private static <C extends SecretCommand<R>, R> CommandHandling<C, R> onOne(
            BiFunction<Secret, C, Decision<R>> decide) {
        return (command, entities) -> decide.apply(entities.load(Secret.class, command.path()), command);
    }

    // A repeated request is told how the secret stands now; its own change is in there.
    private static <C extends SecretCommand<Change>> CommandHandling<C, Change> repeatable(
            BiFunction<Secret, C, Decision<Change>> decide) {
        return new CommandHandling<>() {
            @Override
            public Decision<Change> handle(C command, Entities entities) {
                return decide.apply(entities.load(Secret.class, command.path()), command);
            }

            @Override
            public Decision<Change> repeat(C command, LedgerEvent earlier, Instant at, Entities entities) {
                return Decision.accept(new Change(entities.load(Secret.class, command.path()), false));
            }
        };
    }
}
