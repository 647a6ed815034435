package io.sealbook.store;

import io.sealbook.proof.Frontier;
import io.sealbook.proof.InclusionProof;
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
 * Reads the tree from committed rows. A proof reads the hash of every leaf once and keeps a logarithmic number of them:
 * its time grows with the ledger, its memory does not.
 */
public final class TreeReader {
    private static final int FETCH = 5_000;

    private final DataSource database;

    public TreeReader(DataSource database) {
        this.database = database;
    }

    /** An event's leaf and its audit path in the tree of this size and root. */
    public record Included(InclusionProof proof, byte[] leaf, byte[] root) {}

    /** Proves the event in the tree as it is now; empty when the ledger has no such event. */
    public Optional<Included> inclusion(UUID event) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return inclusion(connection, event);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read the tree", e);
        }
    }

    private static Optional<Included> inclusion(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(
                "select e.position, e.leaf, h.size, h.root from ledger.event e, ledger.ledger_head h"
                        + " where e.event_id = ?")) {
            find.setObject(1, event);
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                InclusionProof proof =
                        InclusionProof.of(row.getLong(1), row.getLong(3), (from, to) -> root(connection, from, to));
                return Optional.of(new Included(proof, row.getBytes(2), row.getBytes(4)));
            }
        }
    }

    private static byte[] root(Connection connection, long from, long to) {
        Frontier part = Frontier.empty();
        try (PreparedStatement hashes = connection.prepareStatement(
                "select leaf_hash from ledger.event where position >= ? and position < ? order by position")) {
            hashes.setLong(1, from);
            hashes.setLong(2, to);
            hashes.setFetchSize(FETCH);
            try (ResultSet row = hashes.executeQuery()) {
                while (row.next()) {
                    part.append(row.getBytes(1));
                }
            }
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read leaves", e);
        }
        if (part.size() != to - from) {
            throw new IllegalStateException("the ledger holds fewer leaves than its head says");
        }
        return part.root();
    }

    /** Leaf bytes from this position on, in order, at most so many. */
    public List<byte[]> leaves(long from, int atMost) {
        List<byte[]> leaves = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select leaf from ledger.event where position >= ? order by position limit ?")) {
            select.setLong(1, from);
            select.setInt(2, atMost);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    leaves.add(row.getBytes(1));
                }
            }
            return leaves;
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read leaves", e);
        }
    }
}
