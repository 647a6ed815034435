package io.sealbook.store;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.proof.Frontier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;

/** Prepares a database for Sealbook: roles, tables, and the empty ledger. Runs as the owner; every step may be repeated. */
public final class LedgerSchema {
    public static final String LEDGER_ROLE = "sealbook_ledger";
    public static final String KEYS_ROLE = "sealbook_keys";
    public static final String PROJECTIONS_ROLE = "sealbook_projections";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final DataSource owner;

    public LedgerSchema(DataSource owner) {
        this.owner = owner;
    }

    /** Creates the roles that are missing. An owner who may not is told where the SQL file is. */
    public void createRoles() {
        if (hasRoles()) {
            return;
        }
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                InputStream sql = Objects.requireNonNull(
                        LedgerSchema.class.getResourceAsStream("/db/roles.sql"), "db/roles.sql is in this jar")) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        } catch (SQLException e) {
            throw new IllegalStateException(
                    INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                            ? "this owner may not create roles: run docs/operate/roles.sql as one who may, then start again"
                            : "cannot create the roles",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // All three, and the owner may hand schemas over to them.
    private boolean hasRoles() {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select count(*) = 3 and bool_and(rolname = 'sealbook_ledger' or pg_has_role(oid, 'usage'))
                        from pg_roles
                        where rolname in ('sealbook_ledger', 'sealbook_keys', 'sealbook_projections')""")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the roles of the database", e);
        }
    }

    /** Gives a role this password. Only its SCRAM verifier travels, so that no log of the server can hold it. */
    @HandlesPlaintext("derives the verifier of the role's password")
    public void setPassword(String role, Sensitive password) {
        try (Connection connection = owner.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(role, password.reveal().toCharArray(), "scram-sha-256");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot set the password of the role " + role, e);
        }
    }

    /** Brings the tables of the ledger up to date. */
    public void migrate() {
        Flyway.configure()
                .dataSource(owner)
                .locations("classpath:db/ledger")
                .table("flyway_ledger")
                .defaultSchema("public")
                .load()
                .migrate();
    }

    /** The id of the ledger in this database; a database without one gets a new, empty ledger. */
    public String ledger() {
        try (Connection connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            String ledger = ledger(connection);
            connection.commit();
            return ledger;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read which ledger this database holds", e);
        }
    }

    // The lock lets one of several first starts make the ledger; the others find it.
    private static String ledger(Connection connection) throws SQLException {
        Frontier empty = Frontier.empty();
        try (Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into ledger.ledger_head (ledger_id, size, root, frontier, last_at)
                        select ?, 0, ?, ?, ? where not exists (select from ledger.ledger_head)""")) {
            statement.execute("lock table ledger.ledger_head in share row exclusive mode");
            insert.setString(1, UUID.randomUUID().toString());
            insert.setBytes(2, empty.root());
            insert.setBytes(3, empty.packed());
            insert.setObject(4, Instant.EPOCH.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
            try (ResultSet row = statement.executeQuery("select ledger_id from ledger.ledger_head")) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
