package io.sealbook.store;

import io.sealbook.proof.Frontier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Appends a batch in one transaction: lock the head, find the losers, give the winners dense positions, insert them,
 * extend the tree, commit.
 */
final class BatchTransaction {
    private final String ledger;
    private final Conflicts conflicts;
    private long partitionedUpTo;

    BatchTransaction(String ledger, Conflicts conflicts) {
        this.ledger = ledger;
        this.conflicts = conflicts;
    }

    /** What the commit will have made true: winners with their last positions, and the losers. */
    record Prepared(Map<Append, Long> winners, List<Append> losers) {}

    /** Does everything but the commit, on a connection without auto-commit. */
    Prepared prepare(Connection connection, List<Append> batch) throws SQLException {
        LedgerHead head = LedgerHead.lock(connection, ledger);
        head.requireUnfrozen();
        Set<Integer> conflicting = conflicts.find(connection, batch);
        EventRows rows = EventRows.following(
                connection,
                batch.stream().flatMap(append -> append.events().stream()).toList());
        Map<Append, Long> winners = new LinkedHashMap<>();
        List<Append> losers = new ArrayList<>();
        List<SealedEvent> accepted = new ArrayList<>();
        Frontier frontier = head.frontier();
        Instant at = head.lastAt();
        for (int i = 0; i < batch.size(); i++) {
            Append append = batch.get(i);
            // A command that knew nothing of an earlier winner of this very batch loses to it.
            if (conflicting.contains(i) || accepted.stream().anyMatch(append::conflictsWith)) {
                losers.add(append);
                continue;
            }
            for (SealedEvent event : append.events()) {
                at = event.at().isAfter(at) ? event.at() : at;
                frontier.append(rows.add(event, frontier.size(), at));
            }
            accepted.addAll(append.events());
            winners.put(append, frontier.size() - 1);
        }
        if (!winners.isEmpty()) {
            ensurePartition(connection, frontier.size() - 1);
            rows.insert(connection);
            LedgerHead.store(connection, ledger, frontier, at);
        }
        return new Prepared(winners, losers);
    }

    /**
     * The last position of an append whose commit was in doubt, if it took effect. Waits for the head lock, and so for
     * the end of the doubtful transaction.
     */
    OptionalLong findCommitted(Connection connection, Append append) throws SQLException {
        LedgerHead.lock(connection, ledger);
        try (PreparedStatement select =
                connection.prepareStatement("select position from ledger.event where event_id = ?")) {
            select.setObject(1, append.events().getLast().id());
            try (var row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** What a transaction that did not commit had made is gone, a new partition included. */
    void rolledBack() {
        partitionedUpTo = 0;
    }

    private void ensurePartition(Connection connection, long position) throws SQLException {
        if (position < partitionedUpTo) {
            return;
        }
        try (PreparedStatement ensure = connection.prepareStatement("select ledger.ensure_partition(?)")) {
            ensure.setLong(1, position);
            try (var row = ensure.executeQuery()) {
                row.next();
                partitionedUpTo = row.getLong(1);
            }
        }
    }
}
