package io.sealbook.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that one process holds for as long as its connection lives. A process that lost its connection has lost the
 * lock, too, and learns it at its next question; what must never happen twice needs more than this.
 *
 * <p>Not safe for use by several threads. An interrupt of a virtual thread would close the connection: ask from a thread
 * of the operating system.
 */
public final class AdvisoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdvisoryLock.class);
    private static final int ANSWER_SECONDS = 2;

    private final DatabaseLogin login;
    private final String name;
    private @Nullable Connection holding;

    public AdvisoryLock(DatabaseLogin login, String name) {
        this.login = login;
        this.name = name;
    }

    /** Whether this process holds the lock; takes it if it is free. */
    public boolean hold() {
        Connection held = holding;
        try {
            if (held != null && held.isValid(ANSWER_SECONDS)) {
                return true;
            }
            close();
            return take();
        } catch (SQLException e) {
            throw new LedgerUnavailableException("cannot take the lock " + name, e);
        }
    }

    /** Whether this very connection got the lock, which it holds until it ends; for those who work on the connection. */
    public static boolean take(Connection connection, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean take() throws SQLException {
        Connection connection = login.direct().getConnection();
        try {
            if (take(connection, name)) {
                holding = connection;
                return true;
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return false;
    }

    /** Lets go of the lock. */
    @Override
    public void close() {
        Connection held = holding;
        holding = null;
        if (held != null) {
            try {
                held.close();
            } catch (SQLException e) {
                LOG.debug("a broken connection was dropped", e);
            }
        }
    }
}
