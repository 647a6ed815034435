package io.sealbook.server;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.access.AccessView;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.ValueSeal;
import io.sealbook.server.account.AccountHandling;
import io.sealbook.server.account.Founding;
import io.sealbook.server.command.Commands;
import io.sealbook.server.deployment.DeploymentHandling;
import io.sealbook.server.refusal.RefusalRecords;
import io.sealbook.server.secret.SecretHandling;
import io.sealbook.server.token.TokenHandling;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.SealedValues;
import io.sealbook.store.TreeReader;
import java.time.Clock;

/**
 * The ledger of one database, without HTTP: everything that appends, from seals to commands. Owns its connections.
 */
public final class LedgerService implements AutoCloseable {
    private static final int READ_CONNECTIONS = 8;
    private static final int KEY_CONNECTIONS = 4;

    private final HikariDataSource ledgerPool;
    private final HikariDataSource keyPool;
    private final ConnectionPool reads;
    private final HeadSignal signal;
    private final AccessView access;
    private final LedgerEngine engine;
    private final Commands commands;
    private final Pseudonyms pseudonyms;
    private final ValueSeal valueSeal;
    private final String ledger;
    private final Clock clock;

    /** Opens the ledger as the roles that may append and that hold the keys. */
    public LedgerService(
            String ledger, DatabaseLogin ledgerLogin, DatabaseLogin keysLogin, Keyring keyring, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.ledgerPool = ledgerLogin.pool(READ_CONNECTIONS);
        this.keyPool = keysLogin.pool(KEY_CONNECTIONS);
        this.reads = ledgerLogin.reactive(READ_CONNECTIONS);
        this.pseudonyms = new Pseudonyms(keyring);
        this.valueSeal = new ValueSeal(keyring, keyPool);
        MetadataSeal metadataSeal = new MetadataSeal(keyring, keyPool);
        this.signal = new HeadSignal(ledgerLogin.direct());
        this.access = new AccessView(new LedgerReader(ledger, ledgerPool, metadataSeal), pseudonyms, signal, clock);
        this.engine = new LedgerEngine(ledger, ledgerLogin.direct(), reads, pseudonyms, metadataSeal, signal);
        Commands.Rooms rooms = new Commands.Rooms();
        SecretHandling.register(rooms);
        TokenHandling.register(rooms, access);
        DeploymentHandling.register(rooms);
        AccountHandling.register(rooms);
        RefusalRecords.register(rooms);
        this.commands = rooms.open(engine);
    }

    public Commands commands() {
        return commands;
    }

    public Founding founding() {
        return new Founding(commands, clock);
    }

    public AccessView access() {
        return access;
    }

    public LedgerEngine engine() {
        return engine;
    }

    public ValueSeal valueSeal() {
        return valueSeal;
    }

    public SealedValues sealedValues() {
        return new SealedValues(ledger, ledgerPool, valueSeal);
    }

    public TreeReader tree() {
        return new TreeReader(ledgerPool);
    }

    public Pseudonyms pseudonyms() {
        return pseudonyms;
    }

    @Override
    public void close() {
        commands.close();
        engine.close();
        access.close();
        signal.close();
        reads.dispose();
        ledgerPool.close();
        keyPool.close();
    }
}
