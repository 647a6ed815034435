package io.sealbook.store;

import io.sealbook.api.Sensitive;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A real PostgreSQL server for the tests of this JVM, with durable settings, and one fresh database with roles and
 * tables for each test class that asks.
 */
public final class TestDatabase {
    private static final EmbeddedPostgres SERVER = start();
    private static int databases;

    private final DatabaseLogin owner;

    private TestDatabase(DatabaseLogin owner) {
        this.owner = owner;
    }

    /** A database that nobody has used. */
    public static TestDatabase fresh() {
        return freshOn(SERVER);
    }

    /** A database that nobody has used, on a server that the caller may stop. */
    static synchronized TestDatabase freshOn(EmbeddedPostgres server) {
        String name = "sealbook_" + ++databases;
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        TestDatabase database = new TestDatabase(
                new DatabaseLogin("localhost", server.getPort(), name, "postgres", Sensitive.of("postgres")));
        LedgerSchema schema = new LedgerSchema(database.owner.direct());
        schema.createRoles();
        schema.migrate();
        return database;
    }

    /** The login of this role; the server of the tests trusts its loopback clients. */
    public DatabaseLogin as(String role) {
        return owner.as(role, Sensitive.of(role));
    }

    public DatabaseLogin owner() {
        return owner;
    }

    /** The id of the empty ledger that the first call makes. */
    public String ledger() {
        return new LedgerSchema(owner.direct()).ledger();
    }

    public void execute(String sql) {
        DataSource source = owner.direct();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server with durable settings. */
    static EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setLocaleConfig("locale", "C");
    }

    private static EmbeddedPostgres start() {
        try {
            return durable().start();
        } catch (IOException e) {
            throw new UncheckedIOException("the tests need a PostgreSQL server, and the embedded one did not start", e);
        }
    }
}
