package io.sealbook.store;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.proof.Leaf;
import io.sealbook.seal.SealContext;
import io.sealbook.seal.SealedValue;
import io.sealbook.seal.ValueSeal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;
import javax.sql.DataSource;

/** Opens the value that an event carries. Its caller has recorded the reading: record before reveal. */
public final class SealedValues {
    private final String ledger;
    private final DataSource database;
    private final ValueSeal seal;

    public SealedValues(String ledger, DataSource database, ValueSeal seal) {
        this.ledger = ledger;
        this.database = database;
        this.seal = seal;
    }

    /** The value, checked against what the event's leaf commits to; the caller wipes it. */
    @HandlesPlaintext("hands the opened value to the caller that recorded its reading")
    public Plaintext open(UUID event) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select type, tag, leaf, sealed_value, value_key from ledger.event where event_id = ?")) {
            select.setObject(1, event);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getBytes(4) == null) {
                    throw new IllegalStateException("bug: the event " + event + " carries no value");
                }
                SealContext context = new SealContext(ledger, row.getBytes(2), event, row.getString(1));
                byte[] commitment =
                        Base64.getUrlDecoder().decode(Leaf.read(row.getBytes(3)).payloadCommitment());
                return seal.open(new SealedValue(row.getObject(5, UUID.class), commitment, row.getBytes(4)), context);
            }
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot read a sealed value", e);
        }
    }
}
