package io.sealbook.store;

import io.sealbook.proof.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The ledger as a log of leaves: what is published of it is read from here, and what is known of its publication is kept
 * here. It blocks: call it from a thread that may.
 */
public final class LedgerLog {
    private static final int FETCH = 2_000;

    private final String ledger;
    private final DataSource database;

    public LedgerLog(String ledger, DataSource database) {
        this.ledger = ledger;
        this.database = database;
    }

    public String ledger() {
        return ledger;
    }

    /**
     * The head as it was committed.
     *
     * @param frozen why nothing may be appended, if so
     */
    public record Head(long size, byte[] root, Optional<String> frozen) {}

    /** Sees leaves in the order of their positions. */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        /**
         * Sees one leaf.
         *
         * @param leafHash as it was stored beside the leaf, not computed from it
         */
        void leaf(long position, byte[] leaf, byte[] leafHash) throws X;
    }

    public Head head() {
        try (Connection connection = database.getConnection()) {
            return head(connection);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private Head head(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select size, root, frozen from ledger.ledger_head where ledger_id = ?")) {
            select.setString(1, ledger);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new LedgerUnavailableException("the database holds no ledger " + ledger);
                }
                return new Head(row.getLong(1), row.getBytes(2), Optional.ofNullable(row.getString(3)));
            }
        }
    }

    /** Shows every leaf from this position on to the visitor, and returns the head that belongs to exactly these. */
    public <X extends Exception> Head read(long from, Visitor<X> visitor) throws X {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                Head head = head(connection);
                visit(connection, from, head.size(), visitor);
                return head;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static <X extends Exception> void visit(Connection connection, long from, long to, Visitor<X> visitor)
            throws SQLException, X {
        try (PreparedStatement select = connection.prepareStatement("select position, leaf, leaf_hash from ledger.event"
                + " where position >= ? and position < ? order by position")) {
            select.setLong(1, from);
            select.setLong(2, to);
            select.setFetchSize(FETCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    visitor.leaf(row.getLong(1), row.getBytes(2), row.getBytes(3));
                }
            }
        }
    }

    /** The root over the first {@code size} leaf hashes as they stand in the database. */
    public byte[] rootOver(long size) {
        Frontier part = Frontier.empty();
        this.<RuntimeException>read(0, (position, _, leafHash) -> {
            if (position < size) {
                part.append(leafHash);
            }
        });
        return part.root();
    }

    /** Leaf bytes from this position on, in order, at most so many. */
    public List<byte[]> leaves(long from, int atMost) {
        List<byte[]> leaves = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            LedgerLog.<RuntimeException>visit(connection, from, from + atMost, (_, leaf, _) -> leaves.add(leaf));
            return leaves;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** A leaf and where it stands. */
    public record Entry(long position, byte[] leaf) {}

    /** The leaf of this event; empty when the ledger has no such event. */
    public Optional<Entry> find(UUID event) {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select position, leaf from ledger.event where event_id = ?")) {
            select.setObject(1, event);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Entry(row.getLong(1), row.getBytes(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Stops every append of every replica, for this reason or an earlier one; only an operator undoes it. */
    public void freeze(String reason) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update ledger.ledger_head set frozen = coalesce(frozen, ?) where ledger_id = ?")) {
            update.setString(1, reason);
            update.setString(2, ledger);
            update.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Makes a signed checkpoint known to all who wait for one; an older one than is known changes nothing. */
    public void publish(long size, String note) {
        try (Connection connection = database.getConnection();
                PreparedStatement upsert = connection.prepareStatement("""
                        with published as (
                            insert into ledger.checkpoint (ledger_id, size, note) values (?, ?, ?)
                            on conflict (ledger_id) do update set size = excluded.size, note = excluded.note
                                where ledger.checkpoint.size <= excluded.size
                            returning size)
                        select pg_notify('sealbook_ledger', size::text) from published""")) {
            upsert.setString(1, ledger);
            upsert.setLong(2, size);
            upsert.setString(3, note);
            upsert.executeQuery().close();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** A signed checkpoint and how many entries it covers. */
    public record Published(long size, String note) {}

    /** The newest checkpoint that was made known; empty before the first. */
    public Optional<Published> published() {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select size, note from ledger.checkpoint where ledger_id = ?")) {
            select.setString(1, ledger);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Published(row.getLong(1), row.getString(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static LedgerUnavailableException unavailable(SQLException cause) {
        return new LedgerUnavailableException("cannot read the log", cause);
    }
}
