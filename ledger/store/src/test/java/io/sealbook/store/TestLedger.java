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
import javax.sql.DataSource;

/** A whole ledger on a fresh database, wired as in production: roles, keys, engine and reader. */
public final class TestLedger implements AutoCloseable {
    public final TestDatabase database;
    public final String id;
    public final Keyring keyring = keyring();
    public final Pseudonyms pseudonyms = new Pseudonyms(keyring);
    private final HikariDataSource keys;
    private final HikariDataSource readerPool;
    public final MetadataSeal metadataSeal;
    public final ValueSeal valueSeal;
    private final ConnectionPool reads;
    public final HeadSignal signal;
    public final LedgerReader reader;

    public TestLedger() {
        this(TestDatabase.fresh());
    }

    TestLedger(TestDatabase database) {
        this.database = database;
        this.id = database.ledger();
        this.keys = database.as(LedgerSchema.KEYS_ROLE).pool(2);
        this.readerPool = database.as(LedgerSchema.PROJECTIONS_ROLE).pool(4);
        this.metadataSeal = new MetadataSeal(keyring, keys);
        this.valueSeal = new ValueSeal(keyring, keys);
        this.reads = database.as(LedgerSchema.LEDGER_ROLE).reactive(4);
        this.signal = new HeadSignal(database.as(LedgerSchema.LEDGER_ROLE).direct());
        this.reader = new LedgerReader(id, readerPool, new MetadataSeal(keyring, readerPool));
    }

    public LedgerEngine engine() {
        return engine(new LedgerEventCodec());
    }

    LedgerEngine engine(EventCodec codec) {
        return engine(database.as(LedgerSchema.LEDGER_ROLE).direct(), codec);
    }

    /** An engine that appends over these connections. */
    LedgerEngine engine(DataSource appends, EventCodec codec) {
        return new LedgerEngine(id, appends, reads, pseudonyms, metadataSeal, signal, codec);
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
