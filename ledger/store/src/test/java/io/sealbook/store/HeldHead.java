package io.sealbook.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Holds the head of a ledger as another replica would, so that appends gather into one batch until it is closed. */
public final class HeldHead implements AutoCloseable {
    private final Connection connection;

    public HeldHead(TestDatabase database) {
        try {
            connection = database.owner().direct().getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1 from ledger.ledger_head for update");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
