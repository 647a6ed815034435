package io.sealbook.store;

import io.sealbook.proof.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The locked head of a ledger inside an append transaction: its size is the next position.
 *
 * @param frozen why nothing may be appended, if so
 */
record LedgerHead(
        Frontier frontier, Instant lastAt, @Nullable String frozen) {

    /** Waits for the row lock, which serialises all replicas; the lock ends with the transaction. */
    static LedgerHead lock(Connection connection, String ledger) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select size, frontier, last_at, frozen from ledger.ledger_head where ledger_id = ? for update")) {
            select.setString(1, ledger);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the database holds no ledger " + ledger);
                }
                return new LedgerHead(
                        Frontier.of(row.getLong(1), row.getBytes(2)),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getString(4));
            }
        }
    }

    /** Every append asks this first, in its own transaction: a freeze that has committed stops all replicas. */
    void requireUnfrozen() {
        if (frozen != null) {
            throw new LedgerFrozenException(frozen);
        }
    }

    /** Stores the new head and wakes everybody who listens, both when the transaction commits. */
    static void store(Connection connection, String ledger, Frontier frontier, Instant lastAt) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                with moved as (
                    update ledger.ledger_head set size = ?, root = ?, frontier = ?, last_at = ?
                    where ledger_id = ? returning size)
                select pg_notify('sealbook_ledger', size::text) from moved""")) {
            update.setLong(1, frontier.size());
            update.setBytes(2, frontier.root());
            update.setBytes(3, frontier.packed());
            update.setObject(4, lastAt.atOffset(ZoneOffset.UTC));
            update.setString(5, ledger);
            update.executeQuery().close();
        }
    }
}
