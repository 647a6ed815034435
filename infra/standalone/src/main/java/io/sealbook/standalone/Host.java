package io.sealbook.standalone;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.seal.Keyring;
import io.sealbook.server.LedgerService;
import io.sealbook.server.account.Founding;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;

/**
 * What may be done on the host beside a running service: whoever can read the data directory holds its keys anyway. It
 * appends to the ledger as one more replica, so that it leaves the same trace as everything else.
 */
final class Host {
    private Host() {}

    /** Mints another admin token and tells where it is. */
    static Path newAdminToken(Settings settings) {
        DataDirectory directory = new DataDirectory(settings.data());
        return beside(directory, founding -> new Credentials(founding, directory).newAdminToken());
    }

    /** A new sign-in link. */
    @HandlesPlaintext("prints the one-time sign-in link that the person at the terminal asked for")
    static String signInLink(Settings settings) {
        DataDirectory directory = new DataDirectory(settings.data());
        Sensitive code = beside(directory, Founding::newSignInCode);
        return settings.url() + "/ui/#code=" + code.reveal();
    }

    private static <T> T beside(DataDirectory directory, Function<Founding, T> task) {
        if (!Files.exists(directory.keyring())) {
            throw new UsageException("there is no ledger in " + directory.root() + " yet: ./run starts one");
        }
        DatabaseLogin ledgerRole = Database.running(directory, LedgerSchema.LEDGER_ROLE);
        DatabaseLogin keysRole = Database.running(directory, LedgerSchema.KEYS_ROLE);
        try (LedgerService ledger = new LedgerService(
                ledgerIn(ledgerRole), ledgerRole, keysRole, Keyring.open(directory.keyring()), Clock.systemUTC())) {
            return task.apply(ledger.founding());
        }
    }

    private static String ledgerIn(DatabaseLogin login) {
        try {
            return LedgerReader.ledgerIn(login.direct());
        } catch (LedgerUnavailableException e) {
            throw new UsageException("Sealbook is not running: start it with ./run", e);
        }
    }
}
