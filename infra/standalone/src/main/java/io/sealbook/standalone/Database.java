package io.sealbook.standalone;

import io.sealbook.api.Sensitive;
import io.sealbook.projections.loop.ReadSchema;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.standalone.postgres.DatabaseAddress;
import io.sealbook.standalone.postgres.EmbeddedDatabase;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.RecordedEvent;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database, ready: roles with passwords, tables, a ledger. Owns the embedded server if it started one. */
final class Database implements AutoCloseable {
    private static final List<String> ROLES =
            List.of(LedgerSchema.LEDGER_ROLE, LedgerSchema.KEYS_ROLE, LedgerSchema.PROJECTIONS_ROLE);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable EmbeddedDatabase embedded;
    private final DataDirectory directory;
    private final DatabaseLogin owner;
    private final String ledger;

    private Database(@Nullable EmbeddedDatabase embedded, DataDirectory directory, DatabaseLogin owner, String ledger) {
        this.embedded = embedded;
        this.directory = directory;
        this.owner = owner;
        this.ledger = ledger;
    }

    /** Starts the embedded server, or takes the one of the settings, and prepares it. Every step may be repeated. */
    static Database open(Settings settings, DataDirectory directory) {
        EmbeddedDatabase embedded =
                settings.database().isPresent() ? null : EmbeddedDatabase.start(directory.postgres());
        try {
            DatabaseLogin owner = embedded == null ? settings.database().orElseThrow() : login(embedded.address());
            directory.rememberDatabase(owner);
            return new Database(embedded, directory, owner, prepare(owner, directory));
        } catch (RuntimeException e) {
            if (embedded != null) {
                embedded.close();
            }
            throw e;
        }
    }

    private static String prepare(DatabaseLogin owner, DataDirectory directory) {
        DataSource source = owner.direct();
        LedgerSchema schema = new LedgerSchema(source);
        schema.createRoles();
        for (String role : ROLES) {
            Path file = directory.rolePassword(role);
            if (!Files.exists(file)) {
                byte[] random = new byte[32];
                RANDOM.nextBytes(random);
                DataDirectory.write(
                        file,
                        Sensitive.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
            }
            Sensitive password = DataDirectory.read(file);
            if (!opens(owner.as(role, password))) {
                schema.setPassword(role, password);
            }
        }
        schema.migrate();
        ReadSchema.create(source);
        return schema.ledger();
    }

    // A password that was set already, by an earlier start or by an operator, needs no right to set it.
    private static boolean opens(DatabaseLogin login) {
        try (Connection connection = login.direct().getConnection()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("28")) {
                return false;
            }
            throw new IllegalStateException("the database does not answer", e);
        }
    }

    /** The database that a service of this directory started or was given, for one of the roles. */
    static DatabaseLogin running(DataDirectory directory, String role) {
        return directory.rememberedDatabase(role, DataDirectory.read(directory.rolePassword(role)));
    }

    private static DatabaseLogin login(DatabaseAddress address) {
        return new DatabaseLogin(
                address.host(), address.port(), address.database(), address.ownerUser(), address.ownerPassword());
    }

    /** The ledger that this database holds. */
    String ledger() {
        return ledger;
    }

    /**
     * The keyring that the ledger is written with. It is made with the ledger and never again: new keys over old events
     * would find no stream and open no secret, and the ledger would go on as if it were empty.
     */
    Keyring keyring() {
        DataSource reading = as(LedgerSchema.LEDGER_ROLE).direct();
        if (LedgerReader.sizeIn(reading) == 0) {
            return Keyring.openOrCreate(directory.keyring());
        }
        try {
            Keyring keyring = Keyring.open(directory.keyring());
            MetadataSeal seal =
                    new MetadataSeal(keyring, as(LedgerSchema.KEYS_ROLE).direct());
            RecordedEvent first =
                    new LedgerReader(ledger, reading, seal).read(0, 1).getFirst();
            byte[] stream =
                    new Pseudonyms(keyring).ofStream(first.event().stream().toString());
            if (HexFormat.of().formatHex(stream).equals(first.tag())) {
                return keyring;
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new UsageException(foreignKeyring(), e);
        }
        throw new UsageException(foreignKeyring());
    }

    private String foreignKeyring() {
        return "the keys in " + directory.keyring()
                + " are not those that the ledger in this database was written with;"
                + " put back the keyring that belongs to it";
    }

    DatabaseLogin as(String role) {
        return owner.as(role, DataDirectory.read(directory.rolePassword(role)));
    }

    /** Whether the server is one of our own in the data directory. */
    boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
