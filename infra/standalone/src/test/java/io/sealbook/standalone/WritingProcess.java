package io.sealbook.standalone;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.Sensitive;
import io.sealbook.seal.Keyring;
import io.sealbook.server.LedgerService;
import io.sealbook.store.LedgerSchema;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process that appends as fast as it can and says each event that was acknowledged, until somebody kills it. */
final class WritingProcess {
    private static final int WRITERS = 4;

    private WritingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Settings settings = new Settings(
                Path.of(arguments[0]), InetAddress.getLoopbackAddress(), 1, Optional.empty(), Optional.empty());
        DataDirectory directory = DataDirectory.at(settings.data());
        Database database = Database.open(settings, directory);
        LedgerService ledger = new LedgerService(
                database.ledger(),
                database.as(LedgerSchema.LEDGER_ROLE),
                database.as(LedgerSchema.KEYS_ROLE),
                Keyring.openOrCreate(directory.keyring()),
                Clock.systemUTC());
        AccountId account = new AccountId("writer");
        ledger.founding().ensure(account, Actor.Kind.SERVICE, List.of(), List.of());
        for (int i = 0; i < WRITERS; i++) {
            Thread.ofPlatform().start(() -> {
                while (true) {
                    Sensitive key = ledger.founding().newKey(account, Duration.ofHours(1));
                    acknowledge(key);
                }
            });
        }
        Thread.currentThread().join();
    }

    // The public half of a key is its id; the line leaves this process only after the event was acknowledged.
    private static synchronized void acknowledge(Sensitive key) {
        System.out.println(io.sealbook.access.Credential.read(key, io.sealbook.access.Credential.Kind.KEY)
                .orElseThrow()
                .id());
        System.out.flush();
    }
}
