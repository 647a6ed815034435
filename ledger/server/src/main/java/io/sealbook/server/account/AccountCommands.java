package io.sealbook.server.account;

import io.sealbook.access.AccessView;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Receipt;

/**
 * Sends what changes accounts and keys, and answers when the view of this process knows it: a key works, and a revoked
 * one no longer does, by the time that its caller hears of it.
 */
public record AccountCommands(Commands commands, AccessView view) {
    Receipt<Account> send(AccountCommand<Account> command) {
        Receipt<Account> receipt = commands.send(command);
        view.awaitKnown(receipt.position());
        return receipt;
    }
}
