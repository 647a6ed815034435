package io.sealbook.projections.loop;

import io.sealbook.store.AdvisoryLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Where one projection stands, and the transactions that move it. All of them run on the connection that holds the
 * projection's advisory lock: when that is lost, so is whatever was not committed, and no successor can be overtaken.
 */
final class Standing {
    private static final String SHADOW = "read_shadow";

    private final Connection connection;
    private final Projection projection;
    private final JdbcTemplate jdbc;

    Standing(Connection connection, Projection projection) {
        this.connection = connection;
        this.projection = projection;
        this.jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    }

    /** Events applied to the tables that serve, and to their shadow if one is being built. */
    record Position(long live, OptionalLong shadow) {}

    /** Takes the lock that makes this the only active instance, and keeps it as long as the connection lives. */
    boolean tryLock() throws SQLException {
        boolean locked = AdvisoryLock.take(connection, "sealbook projection " + projection.name());
        if (locked) {
            jdbc.update("insert into read.projection (name) values (?) on conflict do nothing", projection.name());
        }
        return locked;
    }

    Position position() {
        return jdbc.queryForObject(
                "select position, shadow_position from read.projection where name = ?",
                (row, _) -> {
                    long live = row.getLong(1);
                    long shadow = row.getLong(2);
                    return new Position(live, row.wasNull() ? OptionalLong.empty() : OptionalLong.of(shadow));
                },
                projection.name());
    }

    /** Moves the tables that serve. */
    void advance(Batch batch) throws SQLException {
        transaction(rows -> {
            rows.execute("set local search_path = read");
            projection.apply(rows, batch.events());
            requireOne(rows.update(
                    "update read.projection set position = ? where name = ? and position = ?",
                    batch.next(),
                    projection.name(),
                    batch.first()));
        });
    }

    /** Moves the shadow, which nobody reads. */
    void advanceShadow(Batch batch) throws SQLException {
        transaction(rows -> {
            rows.execute("set local search_path = " + SHADOW);
            projection.apply(rows, batch.events());
            requireOne(rows.update(
                    "update read.projection set shadow_position = ? where name = ? and shadow_position = ?",
                    batch.next(),
                    projection.name(),
                    batch.first()));
        });
    }

    /** Puts the shadow, which has caught up, in the place of the tables that serve. Readers see all of one or of the other. */
    void swap() throws SQLException {
        transaction(rows -> {
            rows.execute("set local lock_timeout = '2s'");
            for (String table : projection.tables()) {
                rows.execute("drop table read." + table);
                rows.execute("alter table " + SHADOW + "." + table + " set schema read");
            }
            requireOne(rows.update(
                    "update read.projection set shadow_position = null where name = ? and shadow_position = position",
                    projection.name()));
        });
    }

    /** Begins a rebuild from the first event; one that is under way goes on. */
    static void beginShadow(JdbcTemplate rows, Projection projection) {
        int begun = rows.update(
                "update read.projection set shadow_position = 0 where name = ? and shadow_position is null",
                projection.name());
        if (begun == 1) {
            for (String table : projection.tables()) {
                rows.execute("create table " + SHADOW + "." + table + " (like read." + table + " including all)");
            }
        }
    }

    private void transaction(Consumer<JdbcTemplate> work) throws SQLException {
        connection.setAutoCommit(false);
        work.accept(jdbc);
        connection.commit(); // the commit point: rows and position become true together, or neither does
        connection.setAutoCommit(true);
    }

    private static void requireOne(int updated) {
        if (updated != 1) {
            throw new IllegalStateException("bug: the projection was moved by somebody else");
        }
    }
}
