package io.sealbook.store;

import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.SealContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads committed events in order of position, metadata opened. It blocks: call it from a virtual thread. The role that
 * it connects as needs to read events and metadata keys, no more.
 */
public final class LedgerReader {
    private static final String COLUMNS = "e.position, e.event_id, e.type, e.at, e.tag, e.sealed_meta, e.meta_key";

    private final String ledger;
    private final DataSource database;
    private final MetadataSeal seal;
    private final LedgerEventCodec codec = new LedgerEventCodec();

    public LedgerReader(String ledger, DataSource database, MetadataSeal seal) {
        this.ledger = ledger;
        this.database = database;
        this.seal = seal;
    }

    public String ledger() {
        return ledger;
    }

    /** The id of the ledger that this database holds. */
    public static String ledgerIn(DataSource database) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select ledger_id from ledger.ledger_head");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new LedgerUnavailableException("the database holds no ledger");
            }
            return row.getString(1);
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read the ledger", e);
        }
    }

    /** Number of committed events in this database. */
    public static long sizeIn(DataSource database) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select size from ledger.ledger_head");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new LedgerUnavailableException("the database holds no ledger");
            }
            return row.getLong(1);
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read the ledger", e);
        }
    }

    /** Events from this position on, at most so many; empty when there is none yet. */
    public List<RecordedEvent> read(long from, int atMost) {
        return query(
                "select " + COLUMNS + " from ledger.event e where e.position >= ? order by e.position limit ?", s -> {
                    s.setLong(1, from);
                    s.setInt(2, atMost);
                });
    }

    /** Events of one stream (as owner or as a further one) from this position on, at most so many. */
    public List<RecordedEvent> readStream(StreamName stream, Pseudonyms pseudonyms, long from, int atMost) {
        return query(
                "select " + COLUMNS
                        + " from (select position from ledger.event_tag where tag = ? and position >= ?"
                        + " order by position limit ?) t join ledger.event e on e.position = t.position"
                        + " order by e.position",
                s -> {
                    s.setBytes(1, pseudonyms.ofStream(stream.toString()));
                    s.setLong(2, from);
                    s.setInt(3, atMost);
                });
    }

    /** Number of committed events. */
    public long size() {
        return sizeIn(database);
    }

    private List<RecordedEvent> query(String sql, Binder binder) {
        List<RecordedEvent> events = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            binder.bind(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    events.add(recorded(row));
                }
            }
            return events;
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read the ledger", e);
        }
    }

    private RecordedEvent recorded(ResultSet row) throws SQLException {
        UUID id = row.getObject(2, UUID.class);
        EventType type = EventType.ofWire(row.getString(3));
        Instant at = row.getObject(4, OffsetDateTime.class).toInstant();
        byte[] tag = row.getBytes(5);
        byte[] metadata =
                seal.open(row.getObject(7, UUID.class), row.getBytes(6), new SealContext(ledger, tag, id, type.wire()));
        LedgerEventMessage message = codec.read(id, type, at, metadata);
        return new RecordedEvent(
                row.getLong(1), id, type, at, HexFormat.of().formatHex(tag), message.provenance(), message.event());
    }

    private interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }
}
