package io.sealbook.bench;

import io.sealbook.seal.Keyring;
import io.sealbook.server.LedgerService;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerStore;
import io.sealbook.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

/** A fresh ledger on the PostgreSQL that Sealbook brings along, with its durable settings, and what opens it. */
final class Ground implements AutoCloseable {
    private final TestDatabase database = TestDatabase.fresh();
    private final String ledger = database.ledger();
    private final Keyring keyring;

    Ground() throws IOException {
        this.keyring = Keyring.openOrCreate(
                Files.createTempDirectory("sealbook-bench-").resolve("keyring"));
    }

    /** Every flush of the log takes a millisecond longer from now on, as on a slow disk. */
    void slowDisk(boolean slow) {
        DatabaseLogin superuser = database.superuser();
        run(superuser, "alter system set commit_siblings = 0");
        run(superuser, "alter system set commit_delay = " + (slow ? 1000 : 0));
        run(superuser, "select pg_reload_conf()");
    }

    private static void run(DatabaseLogin login, String sql) {
        try (var connection = login.direct().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String ledger() {
        return ledger;
    }

    DatabaseLogin owner() {
        return database.owner();
    }

    Keyring keyring() {
        return keyring;
    }

    DatabaseLogin as(String role) {
        return database.as(role);
    }

    /** One replica's storage. */
    LedgerStore store() {
        return new LedgerStore(ledger, as(LedgerSchema.LEDGER_ROLE), as(LedgerSchema.KEYS_ROLE), keyring);
    }

    /** One replica. */
    LedgerService service() {
        return new LedgerService(
                ledger, as(LedgerSchema.LEDGER_ROLE), as(LedgerSchema.KEYS_ROLE), keyring, Clock.systemUTC());
    }

    @Override
    public void close() {
        slowDisk(false);
    }
}
