package io.sealbook.standalone;

import io.sealbook.api.Sensitive;
import io.sealbook.projections.loop.ReadSchema;
import io.sealbook.standalone.postgres.DatabaseAddress;
import io.sealbook.standalone.postgres.EmbeddedDatabase;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
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
            directory.rememberDatabase(owner.host(), owner.port(), owner.database());
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
            schema.setPassword(role, DataDirectory.read(file));
        }
        schema.migrate();
        ReadSchema.create(source);
        return schema.ledger();
    }

    /** The database that a service of this directory started or was given, for one of the roles. */
    static DatabaseLogin running(DataDirectory directory, String role) {
        String[] place = directory.rememberedDatabase().split(" ", 3);
        return new DatabaseLogin(
                place[0], Integer.parseInt(place[1]), place[2], role, DataDirectory.read(directory.rolePassword(role)));
    }

    private static DatabaseLogin login(DatabaseAddress address) {
        return new DatabaseLogin(
                address.host(), address.port(), address.database(), address.ownerUser(), address.ownerPassword());
    }

    /** The ledger that this database holds. */
    String ledger() {
        return ledger;
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
