package io.sealbook.store;

import io.sealbook.proof.TreeHash;
import io.sealbook.seal.SealedValue;
import io.sealbook.store.RoundTrip.Answer;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final Map<ByteBuffer, Long> streamHeads = new HashMap<>();
    private final Set<ByteBuffer> known = new HashSet<>();

    /** Adds to this trip, after the lock, the question where the streams of these events are. */
    static Answer<EventRows> following(RoundTrip trip, List<SealedEvent> candidates) {
        List<ByteBuffer> tags = candidates.stream()
                .map(event -> ByteBuffer.wrap(event.owner()))
                .distinct()
                .toList();
        return trip.ask(
                """
                select asked.at, head.seq from unnest(?::bytea[]) with ordinality asked (tag, at)
                join ledger.stream_head head on head.tag = asked.tag""",
                (select, from) -> {
                    Columns columns = new Columns(select, from);
                    columns.add("bytea", byte[][]::new, tags.stream().map(ByteBuffer::array));
                    return columns.next();
                },
                found -> {
                    EventRows rows = new EventRows();
                    while (found.next()) {
                        ByteBuffer tag = tags.get(found.getInt(1) - 1);
                        rows.streamHeads.put(tag, found.getLong(2));
                        rows.known.add(tag);
                    }
                    return rows;
                });
    }

    /** Gives the event its place and time, and returns the hash of its leaf. */
    byte[] add(SealedEvent event, long position, Instant at) {
        long seq = streamHeads.merge(ByteBuffer.wrap(event.owner()), 1L, Long::sum);
        byte[] leaf = event.leaf().bytes(position, at, seq);
        byte[] hash = TreeHash.leaf(leaf);
        positions.add(position);
        events.add(event);
        leaves.add(leaf);
        leafHashes.add(hash);
        seqs.add(seq);
        times.add(at);
        return hash;
    }

    /** Adds to this trip all that is to be inserted. */
    void insert(RoundTrip trip) {
        trip.change("""
                insert into ledger.event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta,
                                          meta_key, sealed_value, value_key)
                select position, event_id, type, 'epoch'::timestamptz + at * interval '1 millisecond', tag, seq, leaf,
                       leaf_hash, sealed_meta, meta_key, sealed_value, value_key
                from unnest(?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::bytea[], ?::bigint[],
                            ?::bytea[], ?::bytea[], ?::bytea[], ?::uuid[], ?::bytea[], ?::uuid[])
                     as e (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key,
                           sealed_value, value_key)""", (insert, from) -> {
            Columns columns = new Columns(insert, from);
            columns.add("int8", Long[]::new, positions.stream());
            columns.add("uuid", UUID[]::new, events.stream().map(SealedEvent::id));
            columns.add(
                    "text",
                    String[]::new,
                    events.stream().map(event -> event.type().toString()));
            columns.add("int8", Long[]::new, times.stream().map(Instant::toEpochMilli));
            columns.add("bytea", byte[][]::new, events.stream().map(SealedEvent::owner));
            columns.add("int8", Long[]::new, seqs.stream());
            columns.add("bytea", byte[][]::new, leaves.stream());
            columns.add("bytea", byte[][]::new, leafHashes.stream());
            columns.add(
                    "bytea",
                    byte[][]::new,
                    events.stream().map(e -> e.metadata().ciphertext()));
            columns.add(
                    "uuid", UUID[]::new, events.stream().map(e -> e.metadata().key()));
            columns.add("bytea", byte[][]::new, values(SealedValue::ciphertext));
            columns.add("uuid", UUID[]::new, values(SealedValue::key));
            return columns.next();
        });
        insertTags(trip);
        moveStreamHeads(trip);
    }

    private <T> Stream<@Nullable T> values(Function<SealedValue, T> part) {
        return events.stream().map(event -> event.value() == null ? null : part.apply(event.value()));
    }

    private void insertTags(RoundTrip trip) {
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
        trip.change("""
                insert into ledger.event_tag (tag, type, position)
                select * from unnest(?::bytea[], ?::text[], ?::bigint[])""", (insert, from) -> {
            Columns columns = new Columns(insert, from);
            columns.add("bytea", byte[][]::new, tags.stream());
            columns.add("text", String[]::new, types.stream());
            columns.add("int8", Long[]::new, at.stream());
            return columns.next();
        });
    }

    // Under the head lock nobody else adds a stream, so one that was not found is new.
    private void moveStreamHeads(RoundTrip trip) {
        Map<ByteBuffer, Long> fresh = new LinkedHashMap<>();
        Map<ByteBuffer, Long> moved = new LinkedHashMap<>();
        for (SealedEvent event : events) {
            ByteBuffer stream = ByteBuffer.wrap(event.owner());
            (known.contains(stream) ? moved : fresh).put(stream, streamHeads.get(stream));
        }
        trip.change(
                "insert into ledger.stream_head (tag, seq) select * from unnest(?::bytea[], ?::bigint[])",
                (insert, from) -> heads(insert, from, fresh));
        if (!moved.isEmpty()) {
            trip.change("""
                    update ledger.stream_head head set seq = moved.seq from unnest(?::bytea[], ?::bigint[]) as moved (tag, seq)
                    where head.tag = moved.tag""", (update, from) -> heads(update, from, moved));
        }
    }

    private static int heads(PreparedStatement statement, int from, Map<ByteBuffer, Long> heads) throws SQLException {
        Columns columns = new Columns(statement, from);
        columns.add("bytea", byte[][]::new, heads.keySet().stream().map(ByteBuffer::array));
        columns.add("int8", Long[]::new, heads.values().stream());
        return columns.next();
    }
}
