package io.sealbook.server.secret;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.seal.ValueSeal;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.SealedValues;
import java.time.Instant;
import java.util.function.BiFunction;

/** Registers what can be asked of secrets: load the secret, decide. */
public final class SecretHandling {
    private SecretHandling() {}

    public static void register(Commands.Rooms rooms, LedgerEngine engine, ValueSeal seal, SealedValues sealed) {
        RepeatedValue repeated = new RepeatedValue(engine, seal, sealed);
        rooms.with(Secret.ENTITY)
                .on(SecretCommand.Write.class, onOne(SecretDecisions::write))
                .on(SecretCommand.Rotate.class, new Rotating(repeated))
                .on(SecretCommand.Describe.class, onOne(SecretDecisions::describe))
                .on(SecretCommand.Delete.class, onOne(SecretDecisions::delete))
                .on(SecretCommand.Restore.class, repeatable(SecretDecisions::restore))
                .on(SecretCommand.Read.class, onOne(SecretDecisions::read));
    }

    private static <C extends SecretCommand<R>, R> CommandHandling<C, R> onOne(
            BiFunction<Secret, C, Decision<R>> decide) {
        return (command, entities) -> decide.apply(entities.load(Secret.class, command.path()), command);
    }

    private record Rotating(RepeatedValue repeated) implements CommandHandling<SecretCommand.Rotate, Change> {
        @Override
        public Decision<Change> handle(SecretCommand.Rotate rotate, Entities entities) {
            return SecretDecisions.rotate(entities.load(Secret.class, rotate.path()), rotate);
        }

        // The fingerprint has told all but the value. One that was generated then is not generated again.
        @Override
        public Decision<Change> repeat(
                SecretCommand.Rotate rotate, LedgerEvent earlier, Instant at, Entities entities) {
            Secret secret = entities.load(Secret.class, rotate.path());
            boolean same = rotate.generated()
                    || (earlier instanceof SecretEvent.Rotated rotated
                            && secret.value(rotated.version())
                                    .filter(event -> repeated.isThatOf(event, rotate))
                                    .isPresent());
            return same ? Decision.accept(new Change(secret, false)) : Decision.refuse(Idempotent.otherRequest());
        }
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
