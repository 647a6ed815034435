package io.sealbook.store;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.ValueSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A whole ledger on a fresh database, wired as in production: roles, keys, engine and reader. */
public final class TestLedger implements AutoCloseable {
    public final TestDatabase database = TestDatabase.fresh();
    public final String id = database.ledger();
    public final Keyring keyring = keyring();
    public final Pseudonyms pseudonyms = new Pseudonyms(keyring);
    private final HikariDataSource keys = database.as(LedgerSchema.KEYS_ROLE).pool(2);
    private final HikariDataSource readerPool =
            database.as(LedgerSchema.PROJECTIONS_ROLE).pool(4);
    public final MetadataSeal metadataSeal = new MetadataSeal(keyring, keys);
    public final ValueSeal valueSeal = new ValueSeal(keyring, keys);
    private final ConnectionPool reads = database.as(LedgerSchema.LEDGER_ROLE).reactive(4);
    public final HeadSignal signal =
            new HeadSignal(database.as(LedgerSchema.LEDGER_ROLE).direct());
    public final LedgerReader reader = new LedgerReader(id, readerPool, new MetadataSeal(keyring, readerPool));

    public LedgerEngine engine() {
        return engine(new LedgerEventCodec());
    }

    LedgerEngine engine(EventCodec codec) {
        return new LedgerEngine(
                id, database.as(LedgerSchema.LEDGER_ROLE).direct(), reads, pseudonyms, metadataSeal, signal, codec);
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
        signal.close();
        reads.dispose();
        readerPool.close();
        keys.close();
    }
}
