package io.sealbook.store;

import io.sealbook.proof.Frontier;
import io.sealbook.store.RoundTrip.Answer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Appends a batch in one transaction: lock the head, find the losers, give the winners dense positions, insert them,
 * extend the tree, commit.
 */
final class BatchTransaction {
    private final String ledger;
    private long partitionedUpTo;

    BatchTransaction(String ledger) {
        this.ledger = ledger;
    }

    /** What the commit will have made true. */
    record Prepared(List<Winner> winners, List<Append> losers) {}

    /** An append and the position of its last event. */
    record Winner(Append append, long position) {}

    /** Does everything but the commit, on a connection without auto-commit. */
    Prepared prepare(Connection connection, List<Append> batch) throws SQLException {
        RoundTrip reading = new RoundTrip();
        Answer<LedgerHead> locked = lock(reading);
        Answer<Set<Integer>> losing = Conflicts.ask(reading, batch);
        Answer<EventRows> following = EventRows.following(
                reading,
                batch.stream().flatMap(append -> append.events().stream()).toList());
        reading.ask(connection);
        LedgerHead head = locked.get();
        Set<Integer> conflicting = losing.get();
        EventRows rows = following.get();
        head.requireUnfrozen();
        List<Winner> winners = new ArrayList<>();
        List<Append> losers = new ArrayList<>();
        Accepted accepted = new Accepted();
        Frontier frontier = head.frontier();
        Instant at = head.lastAt();
        for (int i = 0; i < batch.size(); i++) {
            Append append = batch.get(i);
            // A command that knew nothing of an earlier winner of this very batch loses to it.
            if (conflicting.contains(i) || accepted.breaks(append)) {
                losers.add(append);
                continue;
            }
            for (SealedEvent event : append.events()) {
                at = event.at().isAfter(at) ? event.at() : at;
                frontier.append(rows.add(event, frontier.size(), at));
            }
            accepted.add(append.events());
            winners.add(new Winner(append, frontier.size() - 1));
        }
        if (!winners.isEmpty()) {
            ensurePartition(connection, frontier.size() - 1);
            Instant last = at;
            RoundTrip writing = new RoundTrip();
            rows.insert(writing);
            writing.change(LedgerHead.STORE, (update, from) -> LedgerHead.store(update, from, ledger, frontier, last));
            writing.change(connection);
        }
        return new Prepared(winners, losers);
    }

    /**
     * The last position of an append whose commit was in doubt, if it took effect. Waits for the head lock, and so for
     * the end of the doubtful transaction.
     */
    OptionalLong findCommitted(Connection connection, Append append) throws SQLException {
        RoundTrip reading = new RoundTrip();
        lock(reading);
        Answer<OptionalLong> found = reading.ask(
                "select position from ledger.event where event_id = ?",
                (select, from) -> {
                    select.setObject(from, append.events().getLast().id());
                    return from + 1;
                },
                row -> row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty());
        reading.ask(connection);
        return found.get();
    }

    private Answer<LedgerHead> lock(RoundTrip reading) {
        return reading.ask(
                LedgerHead.LOCK,
                (select, from) -> {
                    select.setString(from, ledger);
                    return from + 1;
                },
                LedgerHead::of);
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
