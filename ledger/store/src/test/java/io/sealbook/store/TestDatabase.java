package io.sealbook.store;

import io.sealbook.api.Sensitive;
import io.sealbook.standalone.postgres.DatabaseAddress;
import io.sealbook.standalone.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL server for the tests of this JVM, the one that Sealbook brings along, and one fresh database with
 * roles and tables for each test class that asks.
 */
public final class TestDatabase {
    private static final EmbeddedDatabase SERVER = start();
    private static int databases;

    private final DatabaseLogin owner;
    private final DatabaseLogin superuser;

    private TestDatabase(DatabaseLogin owner, DatabaseLogin superuser) {
        this.owner = owner;
        this.superuser = superuser;
    }

    /** A database that nobody has used. */
    public static TestDatabase fresh() {
        return freshOn(SERVER);
    }

    /** A database that nobody has used, on a server that the caller may stop. */
    static synchronized TestDatabase freshOn(EmbeddedDatabase server) {
        DatabaseAddress owner = server.address();
        DatabaseAddress superuser = server.superuser();
        String name = "sealbook_" + ++databases;
        execute(
                login(superuser, superuser.database()).direct(),
                "create database %s owner %s".formatted(name, owner.ownerUser()));
        TestDatabase database = new TestDatabase(login(owner, name), login(superuser, name));
        LedgerSchema schema = new LedgerSchema(database.owner.direct());
        schema.createRoles();
        for (String role : List.of(LedgerSchema.LEDGER_ROLE, LedgerSchema.KEYS_ROLE, LedgerSchema.PROJECTIONS_ROLE)) {
            schema.setPassword(role, Sensitive.of(role));
        }
        schema.migrate();
        return database;
    }

    /** A copy of this database as it is now, the way a backup is restored; whoever is connected loses the connection. */
    public synchronized TestDatabase copy() {
        String copy;
        synchronized (TestDatabase.class) {
            copy = "sealbook_" + ++databases;
        }
        DataSource server =
                login(SERVER.superuser(), SERVER.superuser().database()).direct();
        String original = owner.database();
        execute(server, "alter database %s allow_connections false".formatted(original));
        execute(
                server,
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s'"
                        .formatted(original));
        execute(server, "create database %s template %s owner %s".formatted(copy, original, owner.user()));
        execute(server, "alter database %s allow_connections true".formatted(original));
        return new TestDatabase(login(SERVER.address(), copy), login(SERVER.superuser(), copy));
    }

    /** The login of this role. */
    public DatabaseLogin as(String role) {
        return owner.as(role, Sensitive.of(role));
    }

    public DatabaseLogin owner() {
        return owner;
    }

    /** Who may look at everything and end every connection, as an operator may. */
    public DatabaseLogin superuser() {
        return superuser;
    }

    /** The id of the empty ledger that the first call makes. */
    public String ledger() {
        return new LedgerSchema(owner.direct()).ledger();
    }

    public void execute(String sql) {
        execute(owner.direct(), sql);
    }

    /** Ends the connections to this database that this condition on {@code pg_stat_activity} is true of. */
    public void endConnections(String condition) {
        execute(
                superuser.direct(),
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid() and " + condition);
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DatabaseLogin login(DatabaseAddress address, String database) {
        return new DatabaseLogin(
                address.host(), address.port(), database, address.ownerUser(), address.ownerPassword());
    }

    /** An empty directory for a server, which shares the unpacked binaries with the others of this module. */
    static Path directory() {
        try {
            Path binaries =
                    Files.createDirectories(Path.of("target", "postgres").toAbsolutePath());
            Path directory = Files.createTempDirectory("sealbook-test-");
            Files.createSymbolicLink(directory.resolve("program"), binaries);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedDatabase start() {
        Path directory = directory();
        EmbeddedDatabase server = EmbeddedDatabase.start(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            FileSystemUtils.deleteRecursively(directory.toFile());
        }));
        return server;
    }
}
