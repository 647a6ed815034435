package io.sealbook.seal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Wrapped data keys of one kind in the schema {@code keys}. An insert has committed when it returns. */
final class DataKeyTable {
    /** Values and metadata have tables, wrapping keys and readers of their own. */
    enum Kind {
        VALUE("keys.value_key"),
        METADATA("keys.metadata_key");

        private final String table;

        Kind(String table) {
            this.table = table;
        }

        byte[] associatedData(UUID id) {
            return ("dek|" + table + "|" + id + "|main").getBytes(StandardCharsets.UTF_8);
        }
    }

    private final DataSource database;
    private final Kind kind;

    DataKeyTable(DataSource database, Kind kind) {
        this.database = database;
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    void insert(List<DataKey.Wrapped> keys) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into " + kind.table + " (id, wrapped) select * from unnest(?::uuid[], ?::bytea[])")) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", keys.stream().map(key -> key.key().id()).toArray(UUID[]::new)));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea", keys.stream().map(DataKey.Wrapped::bytes).toArray(byte[][]::new)));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new KeysUnavailableException("cannot store new data keys", e);
        }
    }

    byte[] wrapped(UUID id) {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select wrapped from " + kind.table + " where id = ?")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the data key " + id + " is not in " + kind.table);
                }
                return row.getBytes(1);
            }
        } catch (SQLException e) {
            throw new KeysUnavailableException("cannot read the data key " + id, e);
        }
    }
}
