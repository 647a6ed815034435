package io.sealbook.store;

import io.sealbook.proof.TreeHash;
import io.sealbook.seal.SealedValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Writes events at the end of the ledger inside an append transaction: rows, tags and stream heads, each in one
 * statement, and their leaves into the frontier.
 */
final class EventRows {
    private final List<Long> positions = new ArrayList<>();
    private final List<SealedEvent> events = new ArrayList<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private final List<byte[]> leafHashes = new ArrayList<>();
    private final List<Long> seqs = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final Map<String, Long> streamHeads = new HashMap<>();

    /** Reads where the streams of these events are; must run under the head lock. */
    static EventRows following(Connection connection, List<SealedEvent> candidates) throws SQLException {
        EventRows rows = new EventRows();
        byte[][] tags = candidates.stream()
                .map(SealedEvent::owner)
                .map(EventRows::hex)
                .distinct()
                .map(HexFormat.of()::parseHex)
                .toArray(byte[][]::new);
        try (PreparedStatement select =
                connection.prepareStatement("select tag, seq from ledger.stream_head where tag = any(?)")) {
            select.setArray(1, connection.createArrayOf("bytea", tags));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.streamHeads.put(hex(found.getBytes(1)), found.getLong(2));
                }
            }
        }
        return rows;
    }

    /** Gives the event its place and time, and returns the hash of its leaf. */
    byte[] add(SealedEvent event, long position, Instant at) {
        long seq = streamHeads.merge(hex(event.owner()), 1L, Long::sum);
        byte[] leaf = Leaves.bytes(event, position, at, seq);
        byte[] hash = TreeHash.leaf(leaf);
        positions.add(position);
        events.add(event);
        leaves.add(leaf);
        leafHashes.add(hash);
        seqs.add(seq);
        times.add(at);
        return hash;
    }

    void insert(Connection connection) throws SQLException {
        insertEvents(connection);
        insertTags(connection);
        upsertStreamHeads(connection);
    }

    private void insertEvents(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into ledger.event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta,
                                          meta_key, sealed_value, value_key)
                select * from unnest(?::bigint[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bytea[], ?::bigint[],
                                     ?::bytea[], ?::bytea[], ?::bytea[], ?::uuid[], ?::bytea[], ?::uuid[])""")) {
            List<SealedValue> values = new ArrayList<>();
            events.forEach(event -> values.add(event.value()));
            insert.setArray(1, connection.createArrayOf("int8", positions.toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", events.stream().map(SealedEvent::id).toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            events.stream().map(e -> e.type().toString()).toArray()));
            insert.setArray(
                    4,
                    connection.createArrayOf(
                            "timestamptz",
                            times.stream()
                                    .map(at -> at.atOffset(ZoneOffset.UTC))
                                    .toArray(OffsetDateTime[]::new)));
            insert.setArray(
                    5,
                    connection.createArrayOf(
                            "bytea", events.stream().map(SealedEvent::owner).toArray(byte[][]::new)));
            insert.setArray(6, connection.createArrayOf("int8", seqs.toArray()));
            insert.setArray(7, connection.createArrayOf("bytea", leaves.toArray(byte[][]::new)));
            insert.setArray(8, connection.createArrayOf("bytea", leafHashes.toArray(byte[][]::new)));
            insert.setArray(
                    9,
                    connection.createArrayOf(
                            "bytea",
                            events.stream().map(e -> e.metadata().ciphertext()).toArray(byte[][]::new)));
            insert.setArray(
                    10,
                    connection.createArrayOf(
                            "uuid", events.stream().map(e -> e.metadata().key()).toArray()));
            insert.setArray(
                    11,
                    connection.createArrayOf(
                            "bytea",
                            values.stream()
                                    .map(value -> value == null ? null : value.ciphertext())
                                    .toArray(byte[][]::new)));
            insert.setArray(
                    12,
                    connection.createArrayOf(
                            "uuid",
                            values.stream()
                                    .map(value -> value == null ? null : value.key())
                                    .toArray()));
            insert.executeUpdate();
        }
    }

    private void insertTags(Connection connection) throws SQLException {
        List<byte[]> tags = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            for (byte[] tag : events.get(i).pseudonyms()) {
                tags.add(tag);
                types.add(events.get(i).type().toString());
                at.add(positions.get(i));
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into ledger.event_tag (tag, type, position)
                select * from unnest(?::bytea[], ?::text[], ?::bigint[])""")) {
            insert.setArray(1, connection.createArrayOf("bytea", tags.toArray(byte[][]::new)));
            insert.setArray(2, connection.createArrayOf("text", types.toArray()));
            insert.setArray(3, connection.createArrayOf("int8", at.toArray()));
            insert.executeUpdate();
        }
    }

    private void upsertStreamHeads(Connection connection) throws SQLException {
        Map<String, Long> moved = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            moved.merge(hex(events.get(i).owner()), seqs.get(i), Math::max);
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into ledger.stream_head (tag, seq) select * from unnest(?::bytea[], ?::bigint[])
                on conflict (tag) do update set seq = excluded.seq""")) {
            List<String> tags = List.copyOf(moved.keySet());
            upsert.setArray(
                    1,
                    connection.createArrayOf(
                            "bytea", tags.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new)));
            upsert.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", tags.stream().map(moved::get).toArray()));
            upsert.executeUpdate();
        }
    }

    private static String hex(byte[] tag) {
        return HexFormat.of().formatHex(tag);
    }
}
