package io.sealbook.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The reference: rows that the engine has written, byte for byte, inserted into a table of the same columns and indexes
 * by nothing but the driver. No order, no conditions, no streams, no tree.
 */
final class RawInserts implements AutoCloseable {
    private static final int SAMPLE = 4096;

    private final List<Row> sample = new ArrayList<>();
    private final AtomicLong position = new AtomicLong();
    private final Ground ground;

    private record Row(
            UUID id,
            String type,
            java.sql.Timestamp at,
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
            statement.execute("drop table if exists public.raw_event");
            statement.execute("create table public.raw_event (like ledger.event including all)");
            statement.execute("alter table public.raw_event alter column sealed_value set storage external");
            try (ResultSet row =
                    statement.executeQuery("select * from ledger.event order by position desc limit " + SAMPLE)) {
                while (row.next()) {
                    sample.add(new Row(
                            row.getObject("event_id", UUID.class),
                            row.getString("type"),
                            row.getTimestamp("at"),
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

    /** A caller that inserts this many rows in one statement and commits, again and again. */
    Load.Work inserting(int rows) {
        try {
            Connection connection = ground.owner().direct().getConnection();
            connection.setAutoCommit(false);
            PreparedStatement insert = connection.prepareStatement("""
                    insert into public.raw_event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta,
                                                  meta_key, sealed_value, value_key)
                    select * from unnest(?::bigint[], ?::uuid[], ?::text[], ?::timestamptz[], ?::bytea[], ?::bigint[],
                                         ?::bytea[], ?::bytea[], ?::bytea[], ?::uuid[], ?::bytea[], ?::uuid[])""");
            return () -> {
                insert(connection, insert, rows);
                return rows;
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void insert(Connection connection, PreparedStatement insert, int rows) throws SQLException {
        long first = position.getAndAdd(rows);
        Long[] positions = new Long[rows];
        List<Row> chosen = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            positions[i] = first + i;
            chosen.add(sample.get((int) ((first + i) % sample.size())));
        }
        Object[][] columns = {
            positions,
            chosen.stream().map(Row::id).toArray(UUID[]::new),
            chosen.stream().map(Row::type).toArray(String[]::new),
            chosen.stream().map(Row::at).toArray(java.sql.Timestamp[]::new),
            chosen.stream().map(Row::tag).toArray(byte[][]::new),
            chosen.stream().map(Row::seq).toArray(Long[]::new),
            chosen.stream().map(Row::leaf).toArray(byte[][]::new),
            chosen.stream().map(Row::leafHash).toArray(byte[][]::new),
            chosen.stream().map(Row::metadata).toArray(byte[][]::new),
            chosen.stream().map(Row::metadataKey).toArray(UUID[]::new),
            chosen.stream().map(Row::value).toArray(byte[][]::new),
            chosen.stream().map(Row::valueKey).toArray(UUID[]::new)
        };
        String[] types = {
            "int8", "uuid", "text", "timestamptz", "bytea", "int8", "bytea", "bytea", "bytea", "uuid", "bytea", "uuid"
        };
        for (int i = 0; i < columns.length; i++) {
            insert.setArray(i + 1, connection.createArrayOf(types[i], columns[i]));
        }
        insert.executeUpdate();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = ground.owner().direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table public.raw_event");
        }
    }
}
