package io.sealbook.bench;

import io.sealbook.store.LedgerSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The reference: rows that the engine has written, byte for byte, inserted into tables of the same columns and indexes by
 * nothing but the driver. No order, no conditions, no tree.
 */
final class RawInserts implements AutoCloseable {
    private static final int SAMPLE = 4096;

    private static final String EVENTS = """
            insert into public.raw_event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key,
                                          sealed_value, value_key)
            select position, event_id, type, 'epoch'::timestamptz + at * interval '1 millisecond', tag, seq, leaf,
                   leaf_hash, sealed_meta, meta_key, sealed_value, value_key
            from unnest(?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::bytea[], ?::bigint[],
                        ?::bytea[], ?::bytea[], ?::bytea[], ?::uuid[], ?::bytea[], ?::uuid[])
                 as e (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key,
                       sealed_value, value_key)""";
    private static final String TAGS_AND_STREAMS = """
            ;
            insert into public.raw_tag (tag, type, position)
            select * from unnest(?::bytea[], ?::text[], ?::bigint[]);
            insert into public.raw_stream (tag, seq)
            select * from unnest(?::bytea[], ?::bigint[])""";

    private final List<Row> sample = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong position = new AtomicLong();
    private final Ground ground;

    /** A row that the engine has written, at a position of its own. */
    record Placed(long position, Row row) {}

    record Row(
            UUID id,
            String type,
            long at,
            byte[] tag,
            long seq,
            byte[] leaf,
            byte[] leafHash,
            byte[] metadata,
            UUID metadataKey,
            byte[] value,
            UUID valueKey) {}

    /** Takes the newest events of the ledger as its rows. */
    RawInserts(Ground ground) throws SQLException {
        this.ground = ground;
        try (Connection connection = ground.owner().direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table public.raw_event (like ledger.event including all)");
            statement.execute("create table public.raw_tag (like ledger.event_tag including all)");
            statement.execute("create table public.raw_stream (like ledger.stream_head including all)");
            statement.execute("create sequence public.raw_position start " + (1L << 40));
            statement.execute("grant insert on public.raw_event to " + LedgerSchema.LEDGER_ROLE);
            statement.execute("grant usage on sequence public.raw_position to " + LedgerSchema.LEDGER_ROLE);
            statement.execute("alter table public.raw_event set (toast_tuple_target = 8160)");
            try (ResultSet row =
                    statement.executeQuery("select * from ledger.event order by position desc limit " + SAMPLE)) {
                while (row.next()) {
                    sample.add(new Row(
                            row.getObject("event_id", UUID.class),
                            row.getString("type"),
                            row.getTimestamp("at").getTime(),
                            row.getBytes("tag"),
                            row.getLong("seq"),
                            row.getBytes("leaf"),
                            row.getBytes("leaf_hash"),
                            row.getBytes("sealed_meta"),
                            row.getObject("meta_key", UUID.class),
                            row.getBytes("sealed_value"),
                            row.getObject("value_key", UUID.class)));
                }
            }
        }
    }

    /** A caller that inserts so many events in one statement and commits, again and again: nothing but their rows. */
    Load.Work events(int rows) {
        return inserting(rows, EVENTS, 12);
    }

    /** The same with the rows by which streams and their events are found, all in one message. */
    Load.Work eventsTagsAndStreams(int rows) {
        return inserting(rows, EVENTS + TAGS_AND_STREAMS, 17);
    }

    private Load.Work inserting(int rows, String sql, int columns) {
        try {
            Connection connection = ground.owner().direct().getConnection();
            connections.add(connection);
            connection.setAutoCommit(false);
            PreparedStatement insert = connection.prepareStatement(sql);
            return () -> {
                insert(connection, insert, rows, columns);
                return rows;
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One statement that inserts one event at a position of its own, whoever sends it; nothing but its row. */
    String asText() {
        Row row = sample.getFirst();
        return """
                insert into public.raw_event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta,
                                              meta_key, sealed_value, value_key)
                values (nextval('public.raw_position'), gen_random_uuid(), '%s', to_timestamp(%d / 1000.0), %s, %d,
                        %s, %s, %s, %s, %s, %s);
                """.formatted(
                        row.type(),
                        row.at(),
                        text(row.tag()),
                        row.seq(),
                        text(row.leaf()),
                        text(row.leafHash()),
                        text(row.metadata()),
                        text(row.metadataKey()),
                        text(row.value()),
                        text(row.valueKey()));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : "'\\x" + HexFormat.of().formatHex(bytes) + "'";
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "null" : "'" + id + "'";
    }

    /** The next rows. */
    List<Placed> rows(int count) {
        long first = position.getAndAdd(count);
        return LongStream.range(first, first + count)
                .mapToObj(at -> new Placed(at, sample.get((int) (at % sample.size()))))
                .toList();
    }

    private void insert(Connection connection, PreparedStatement insert, int rows, int count) throws SQLException {
        List<Placed> placed = rows(rows);
        Long[] positions = placed.stream().map(Placed::position).toArray(Long[]::new);
        List<Row> chosen = placed.stream().map(Placed::row).toList();
        byte[][] streams = new byte[rows][16];
        for (byte[] stream : streams) {
            ThreadLocalRandom.current().nextBytes(stream);
        }
        Object[][] columns = {
            positions,
            chosen.stream().map(Row::id).toArray(UUID[]::new),
            chosen.stream().map(Row::type).toArray(String[]::new),
            chosen.stream().map(Row::at).toArray(Long[]::new),
            chosen.stream().map(Row::tag).toArray(byte[][]::new),
            chosen.stream().map(Row::seq).toArray(Long[]::new),
            chosen.stream().map(Row::leaf).toArray(byte[][]::new),
            chosen.stream().map(Row::leafHash).toArray(byte[][]::new),
            chosen.stream().map(Row::metadata).toArray(byte[][]::new),
            chosen.stream().map(Row::metadataKey).toArray(UUID[]::new),
            chosen.stream().map(Row::value).toArray(byte[][]::new),
            chosen.stream().map(Row::valueKey).toArray(UUID[]::new),
            streams,
            chosen.stream().map(Row::type).toArray(String[]::new),
            positions,
            streams,
            chosen.stream().map(Row::seq).toArray(Long[]::new)
        };
        String[] types = {
            "int8", "uuid", "text", "int8", "bytea", "int8", "bytea", "bytea", "bytea", "uuid", "bytea", "uuid",
            "bytea", "text", "int8", "bytea", "int8"
        };
        for (int i = 0; i < count; i++) {
            insert.setArray(i + 1, connection.createArrayOf(types[i], columns[i]));
        }
        insert.executeUpdate();
        connection.commit();
    }

    /** Ends the connections of all callers so far, so that others find room on the server. */
    void disconnect() throws SQLException {
        for (Connection each : connections) {
            each.close();
        }
        connections.clear();
    }

    @Override
    public void close() throws SQLException {
        disconnect();
        try (Connection connection = ground.owner().direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table public.raw_event, public.raw_tag, public.raw_stream");
            statement.execute("drop sequence public.raw_position");
        }
    }
}
