package io.sealbook.server;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.sealbook.access.Caller;
import io.sealbook.access.Permissions;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.server.log.LogSettings;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.store.LedgerCheck;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.RecordedEvent;
import io.sealbook.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The whole ledger service, as in production, on a fresh database of a real PostgreSQL. */
public final class LiveLedger implements AutoCloseable {
    public final TestDatabase database;
    public final String id;
    public final LedgerService service;
    private final Keyring keyring;
    private final HikariDataSource readers;
    private final LedgerReader reader;

    public LiveLedger() {
        this(Clock.systemUTC());
    }

    public LiveLedger(Clock clock) {
        this(TestDatabase.fresh(), keyring(), clock);
    }

    private LiveLedger(TestDatabase database, Keyring keyring, Clock clock) {
        this.database = database;
        this.keyring = keyring;
        id = database.ledger();
        readers = database.as(LedgerSchema.PROJECTIONS_ROLE).pool(2);
        service = new LedgerService(
                id, database.as(LedgerSchema.LEDGER_ROLE), database.as(LedgerSchema.KEYS_ROLE), keyring, clock);
        reader = new LedgerReader(id, readers, new MetadataSeal(keyring, readers));
    }

    /** The log of this ledger, published below a directory of its own. */
    public TransparencyLog log() {
        try {
            Path directory = Files.createTempDirectory("sealbook-log");
            LogSettings settings = new LogSettings(
                    "sealbook.example/" + id,
                    directory.resolve("log"),
                    directory.resolve("last-checkpoint"),
                    directory.resolve("signing-key"));
            return service.publish(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same ledger on a copy of its database as it is now. */
    public LiveLedger restored() {
        return new LiveLedger(database.copy(), keyring, Clock.systemUTC());
    }

    /** An account with these rules, in force, asking right now. */
    public Caller caller(String name, List<Rule> rules, TargetName... targets) {
        AccountId account = new AccountId(name);
        Actor.Kind kind = targets.length == 0 ? Actor.Kind.SERVICE : Actor.Kind.WORKER;
        service.founding().ensure(account, kind, rules, List.of(targets));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> service.access().account(account).isPresent());
        return new Caller(
                account,
                kind,
                new KeyId("keykeykeykeykey1"),
                Instant.now().plusSeconds(600),
                new Permissions(rules),
                Set.of(targets),
                "request-1",
                "192.0.2.7");
    }

    public long size() {
        return reader.size();
    }

    /** Every event from this position on. */
    public List<RecordedEvent> events(long from) {
        List<RecordedEvent> events = new ArrayList<>();
        List<RecordedEvent> page = reader.read(from, 1000);
        while (!page.isEmpty()) {
            events.addAll(page);
            page = reader.read(page.getLast().position() + 1, 1000);
        }
        return events;
    }

    /** Checks everything that must hold; see {@link LedgerCheck}. */
    public void verify() {
        LedgerCheck.verify(database);
    }

    private static Keyring keyring() {
        try {
            return Keyring.openOrCreate(
                    Files.createTempDirectory("sealbook-keyring").resolve("keyring"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        service.close();
        readers.close();
    }
}
