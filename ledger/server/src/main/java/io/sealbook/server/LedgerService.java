package io.sealbook.server;

import io.sealbook.access.AccessView;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.ValueSeal;
import io.sealbook.server.account.AccountHandling;
import io.sealbook.server.account.Founding;
import io.sealbook.server.command.Commands;
import io.sealbook.server.deployment.DeploymentHandling;
import io.sealbook.server.log.LogAlarm;
import io.sealbook.server.log.LogSettings;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.server.refusal.RefusalRecords;
import io.sealbook.server.secret.SecretHandling;
import io.sealbook.server.theft.TheftHandling;
import io.sealbook.server.token.TokenHandling;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.EventDisclosures;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerStore;
import io.sealbook.store.SealedValues;
import java.time.Clock;

/**
 * The ledger of one database, without HTTP: everything that appends, from seals to commands. Owns its connections.
 */
public final class LedgerService implements AutoCloseable {
    private final LedgerStore store;
    private final AccessView access;
    private final Commands commands;
    private final Clock clock;
    private final DatabaseLogin ledgerLogin;

    /** Opens the ledger as the roles that may append and that hold the keys. */
    public LedgerService(
            String ledger, DatabaseLogin ledgerLogin, DatabaseLogin keysLogin, Keyring keyring, Clock clock) {
        this.clock = clock;
        this.ledgerLogin = ledgerLogin;
        this.store = new LedgerStore(ledger, ledgerLogin, keysLogin, keyring);
        this.access = new AccessView(store.reader(), store.pseudonyms(), store.signal(), clock);
        Commands.Rooms rooms = new Commands.Rooms();
        SecretHandling.register(rooms, store.engine(), store.valueSeal(), store.sealedValues());
        TokenHandling.register(rooms, access);
        DeploymentHandling.register(rooms);
        TheftHandling.register(rooms, access);
        AccountHandling.register(rooms);
        RefusalRecords.register(rooms);
        LogAlarm.register(rooms);
        this.commands = rooms.open(store.engine());
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
        return store.engine();
    }

    public ValueSeal valueSeal() {
        return store.valueSeal();
    }

    public SealedValues sealedValues() {
        return store.sealedValues();
    }

    public EventDisclosures disclosures() {
        return store.disclosures();
    }

    public LedgerLog log() {
        return store.log();
    }

    /** Compares the ledger with what was signed of it, and publishes it from now on; the caller closes what it gets. */
    public TransparencyLog publish(LogSettings settings) {
        return TransparencyLog.open(
                settings,
                store.log(),
                new AdvisoryLock(ledgerLogin, "sealbook log"),
                store.signal(),
                new LogAlarm(commands, clock)::raise);
    }

    public Pseudonyms pseudonyms() {
        return store.pseudonyms();
    }

    @Override
    public void close() {
        commands.close();
        access.close();
        store.close();
    }
}
