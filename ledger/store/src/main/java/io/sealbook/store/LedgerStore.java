package io.sealbook.store;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.ValueSeal;

/** The ledger of one database for the process that appends: its connections, and everything that is built on them. */
public final class LedgerStore implements AutoCloseable {
    private static final int READ_CONNECTIONS = 8;
    private static final int KEY_CONNECTIONS = 4;

    private final String ledger;
    private final HikariDataSource ledgerPool;
    private final HikariDataSource readerPool;
    private final HikariDataSource keyPool;
    private final ConnectionPool reads;
    private final HeadSignal signal;
    private final Pseudonyms pseudonyms;
    private final ValueSeal valueSeal;
    private final MetadataSeal metadataSeal;
    private final LedgerEngine engine;

    /** Opens the ledger as the roles that may append and that hold the keys. */
    public LedgerStore(String ledger, DatabaseLogin ledgerLogin, DatabaseLogin keysLogin, Keyring keyring) {
        this.ledger = ledger;
        this.ledgerPool = ledgerLogin.pool(READ_CONNECTIONS);
        this.readerPool = ledgerLogin.pool(1);
        this.keyPool = keysLogin.pool(KEY_CONNECTIONS);
        this.reads = ledgerLogin.reactive(READ_CONNECTIONS);
        this.pseudonyms = new Pseudonyms(keyring);
        this.valueSeal = new ValueSeal(keyring, keyPool);
        this.metadataSeal = new MetadataSeal(keyring, keyPool);
        this.signal = new HeadSignal(ledgerLogin.direct());
        this.engine = new LedgerEngine(ledger, ledgerLogin.direct(), reads, pseudonyms, metadataSeal, signal);
    }

    public LedgerEngine engine() {
        return engine;
    }

    /** For the one thread that follows the ledger: its connection is its own, and no proof or value makes it wait. */
    public LedgerReader reader() {
        return new LedgerReader(ledger, readerPool, metadataSeal);
    }

    public HeadSignal signal() {
        return signal;
    }

    public Pseudonyms pseudonyms() {
        return pseudonyms;
    }

    public ValueSeal valueSeal() {
        return valueSeal;
    }

    public SealedValues sealedValues() {
        return new SealedValues(ledger, ledgerPool, valueSeal);
    }

    public EventDisclosures disclosures() {
        return new EventDisclosures(ledger, ledgerPool, metadataSeal);
    }

    public LedgerLog log() {
        return new LedgerLog(ledger, ledgerPool);
    }

    @Override
    public void close() {
        engine.close();
        signal.close();
        reads.dispose();
        ledgerPool.close();
        readerPool.close();
        keyPool.close();
    }
}
