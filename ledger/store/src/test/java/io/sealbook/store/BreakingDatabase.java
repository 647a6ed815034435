package io.sealbook.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real database whose connections break: at a chosen call, once before and once after it took effect. The caller sees
 * an {@link SQLException}; where the connection is lost, it is lost for the server, too.
 */
public final class BreakingDatabase implements DataSource {
    private static final Set<String> CALLS =
            Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit");

    /** Whether the call took effect before its answer was lost. */
    public enum When {
        BEFORE,
        AFTER
    }

    /** What goes wrong: at which call from now on, when, and whether the connection or even the server goes with it. */
    public record Fault(int call, When when, String state, boolean connectionLost, boolean serverLost) {
        public Fault(int call, When when, String state, boolean connectionLost) {
            this(call, when, state, connectionLost, false);
        }

        public static Fault lost(int call, When when) {
            return new Fault(call, when, "08006", true);
        }
    }

    private final DataSource real;
    private @Nullable Fault fault;
    private int calls;
    private boolean unreachable;

    public BreakingDatabase(DataSource real) {
        this.real = real;
    }

    /** Counts from here; the fault happens once. */
    public synchronized void breakAt(Fault next) {
        calls = 0;
        fault = next;
    }

    /** How many calls there were since the last fault was set. */
    public synchronized int calls() {
        return calls;
    }

    /** Whether the fault has happened. */
    public synchronized boolean hasBroken() {
        return fault == null;
    }

    /** From now on nobody gets a connection, and those that exist end at their next call; or all is well again. */
    public synchronized void unreachable(boolean gone) {
        unreachable = gone;
    }

    private synchronized @Nullable Fault next() {
        Fault due = fault;
        if (due != null && ++calls == due.call()) {
            fault = null;
            unreachable = due.serverLost();
            return due;
        }
        return null;
    }

    private synchronized void requireReachable() throws SQLException {
        if (unreachable) {
            throw new SQLException("unreachable", "08001");
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireReachable();
        Connection connection = real.getConnection();
        return proxy(Connection.class, connection, connection);
    }

    private <T> T proxy(Class<T> type, T target, Connection connection) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            boolean counts = CALLS.contains(method.getName());
            if (counts) {
                try {
                    requireReachable();
                } catch (SQLException gone) {
                    connection.close();
                    throw gone;
                }
            }
            Fault due = counts ? next() : null;
            if (due != null && due.when() == When.BEFORE) {
                throw broken(due, connection);
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (due != null) {
                throw broken(due, connection);
            }
            if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, statement, connection);
            }
            return result instanceof Statement statement ? proxy(Statement.class, statement, connection) : result;
        };
        return type.cast(
                Proxy.newProxyInstance(BreakingDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static SQLException broken(Fault fault, Connection connection) throws SQLException {
        if (fault.connectionLost()) {
            connection.abort(Runnable::run);
        }
        return new SQLException("broken " + fault.when() + " call " + fault.call(), fault.state());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
