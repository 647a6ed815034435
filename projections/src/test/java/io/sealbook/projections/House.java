package io.sealbook.projections;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.projections.loop.EarlierReadSchema;
import io.sealbook.projections.loop.ReadSchema;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerEventMessage;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerTags;
import io.sealbook.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A ledger with its read schema on a real, fresh database, and a pen to write history with. */
public final class House implements AutoCloseable {
    public static final Provenance ADA = new Provenance(new Actor("ada", Actor.Kind.PERSON), "request-1", "192.0.2.7");

    public final TestDatabase database = TestDatabase.fresh();
    public final String ledger = database.ledger();
    public final Path keyring = keyringDirectory();
    private final Keyring keys = Keyring.openOrCreate(keyring);
    public final Pseudonyms pseudonyms = new Pseudonyms(keys);
    private final HikariDataSource keyPool = database.as(LedgerSchema.KEYS_ROLE).pool(2);
    public final HikariDataSource pool =
            database.as(LedgerSchema.PROJECTIONS_ROLE).pool(6);
    private final ConnectionPool engineReads =
            database.as(LedgerSchema.LEDGER_ROLE).reactive(2);
    public final HeadSignal signal =
            new HeadSignal(database.as(LedgerSchema.PROJECTIONS_ROLE).direct());
    public final LedgerReader reader = new LedgerReader(ledger, pool, new MetadataSeal(keys, pool));
    private final LedgerEngine engine = new LedgerEngine(
            ledger,
            database.as(LedgerSchema.LEDGER_ROLE).direct(),
            engineReads,
            pseudonyms,
            new MetadataSeal(keys, keyPool),
            signal);
    private final LedgerTags tags = new LedgerTags();

    public House() {
        this(ReadSchema::migrate);
    }

    private House(Consumer<DataSource> migration) {
        ReadSchema.create(database.owner().direct());
        migration.accept(direct());
    }

    /** One whose read models are as this version of their schema has them. */
    public static House at(EarlierReadSchema version) {
        return new House(version::migrate);
    }

    /** Connections of the projections' role, without a pool. */
    public DataSource direct() {
        return database.as(LedgerSchema.PROJECTIONS_ROLE).direct();
    }

    public JdbcClient reads() {
        return JdbcClient.create(pool);
    }

    public Ground ground() {
        return new Ground(ledger, database.as(LedgerSchema.PROJECTIONS_ROLE), keyring);
    }

    /** Appends events by Ada, together, now; returns the position of the last one. */
    public long append(LedgerEvent... events) {
        return append(ADA, Instant.now(), Stream.of(events));
    }

    public long append(Provenance provenance, Instant at, Stream<? extends LedgerEvent> events) {
        List<TaggedEventMessage<?>> messages = events.<TaggedEventMessage<?>>map(event -> {
                    LedgerEventMessage message =
                            new LedgerEventMessage(UUID.randomUUID(), event, provenance, at, null, null);
                    return new GenericTaggedEventMessage<>(message, tags.resolve(message));
                })
                .toList();
        try {
            return (Long) engine.appendEvents(AppendCondition.none(), null, messages)
                    .thenCompose(transaction -> transaction.commit(null))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A new account with these rules, and a key for it. */
    @HandlesPlaintext("a test sends the key as its bearer token")
    public String key(String name, Actor.Kind kind, List<Rule> rules, TargetName... targets) {
        Credential.Minted key = Credential.mint(Credential.Kind.KEY);
        AccountId account = new AccountId(name);
        append(
                new AccountEvent.Created(account, kind, rules, List.of(targets)),
                new AccountEvent.KeyCreated(
                        account,
                        new KeyId(key.id()),
                        AccountEvent.Purpose.ACCESS,
                        Instant.now().plus(Duration.ofHours(1)),
                        key.digest()));
        return key.text().reveal();
    }

    private static Path keyringDirectory() {
        try {
            return Files.createTempDirectory("sealbook-keyring").resolve("keyring");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
        signal.close();
        engineReads.dispose();
        pool.close();
        keyPool.close();
    }
}
