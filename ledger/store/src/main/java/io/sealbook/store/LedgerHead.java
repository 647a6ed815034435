package io.sealbook.store;

import io.sealbook.proof.Frontier;
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
    static final String LOCK =
            "select size, frontier, last_at, frozen from ledger.ledger_head where ledger_id = ? for update";

    /** Stores the new head and wakes everybody who listens, both when the transaction commits. */
    static final String STORE = """
            update ledger.ledger_head set size = ?, root = ?, frontier = ?, last_at = ?
            where ledger_id = ? and pg_notify('sealbook_ledger', ?)::text is not null""";

    /** The answer to {@link #LOCK}. */
    static LedgerHead of(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new IllegalStateException("the database does not hold this ledger");
        }
        return new LedgerHead(
                Frontier.of(row.getLong(1), row.getBytes(2)),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4));
    }

    /** Every append asks this first, in its own transaction: a freeze that has committed stops all replicas. */
    void requireUnfrozen() {
        if (frozen != null) {
            throw new LedgerFrozenException(frozen);
        }
    }

    /** The parameters of {@link #STORE}. */
    static int store(PreparedStatement update, int from, String ledger, Frontier frontier, Instant lastAt)
            throws SQLException {
        update.setLong(from, frontier.size());
        update.setBytes(from + 1, frontier.root());
        update.setBytes(from + 2, frontier.packed());
        update.setObject(from + 3, lastAt.atOffset(ZoneOffset.UTC));
        update.setString(from + 4, ledger);
        update.setString(from + 5, Long.toString(frontier.size()));
        return from + 6;
    }
}
