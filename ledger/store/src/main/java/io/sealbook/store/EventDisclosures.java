package io.sealbook.store;

import io.sealbook.api.event.EventType;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.SealContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What an auditor may tell a stranger of an event, field by field, each provable by the event's leaf alone. Values of
 * secrets are no fields; digests of credentials, and what a repeated request is known by, are never disclosed.
 */
public final class EventDisclosures {
    private final String ledger;
    private final DataSource database;
    private final MetadataSeal seal;
    private final LedgerEventCodec codec = new LedgerEventCodec();

    public EventDisclosures(String ledger, DataSource database, MetadataSeal seal) {
        this.ledger = ledger;
        this.database = database;
        this.seal = seal;
    }

    /** A leaf, and what may be told of its event: texts as RFC 9901 §4.2 has them, each for one field. */
    public record Disclosed(UUID event, byte[] leaf, List<String> disclosures) {
        public Disclosed {
            disclosures = List.copyOf(disclosures);
        }
    }

    /** The event at this position; empty if the ledger is not that long. */
    public Optional<Disclosed> at(long position) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select event_id, type, tag, sealed_meta, meta_key, leaf from ledger.event where position = ?")) {
            select.setLong(1, position);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(disclosed(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read the ledger", e);
        }
    }

    private Disclosed disclosed(ResultSet row) throws SQLException {
        UUID event = row.getObject(1, UUID.class);
        EventType type = EventType.ofWire(row.getString(2));
        SealContext context = new SealContext(ledger, row.getBytes(3), event, type.wire());
        byte[] sealed = row.getBytes(4);
        UUID key = row.getObject(5, UUID.class);
        return new Disclosed(
                event,
                row.getBytes(6),
                seal.disclosures(key, sealed, context, codec.published(type, seal.open(key, sealed, context))));
    }
}
