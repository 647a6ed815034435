package io.sealbook.store;

import io.sealbook.proof.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The locked head of a ledger inside an append transaction: its size is the next position. */
record LedgerHead(Frontier frontier, Instant lastAt) {

    /** Waits for the row lock, which serialises all replicas; the lock ends with the transaction. */
    static LedgerHead lock(Connection connection, String ledger) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select size, frontier, last_at from ledger.ledger_head where ledger_id = ? for update")) {
            select.setString(1, ledger);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the database holds no ledger " + ledger);
                }
                return new LedgerHead(
                        Frontier.of(row.getLong(1), row.getBytes(2)),
                        row.getObject(3, OffsetDateTime.class).toInstant());
            }
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
