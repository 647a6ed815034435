package io.sealbook.projections.loop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that fails at one kind of call, before or after it took effect, some times in a row, then recovers. */
final class FaultyDatabase extends DelegatingDataSource {
    enum When {
        BEFORE,
        AFTER
    }

    private final String method;
    private final When when;
    private final AtomicInteger left;

    FaultyDatabase(DataSource real, String method, When when, int times) {
        super(real);
        this.method = method;
        this.when = when;
        this.left = new AtomicInteger(times);
    }

    boolean isRecovered() {
        return left.get() <= 0;
    }

    @Override
    public Connection getConnection() throws SQLException {
        fail("getConnection", When.BEFORE);
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (_, call, arguments) -> {
                    fail(call.getName(), When.BEFORE);
                    Object result = call(connection, call, arguments);
                    fail(call.getName(), When.AFTER);
                    return result;
                });
    }

    private static @Nullable Object call(Connection connection, Method call, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return call.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private void fail(String name, When now) throws SQLException {
        if (name.equals(method) && now == when && left.getAndDecrement() > 0) {
            throw new SQLException("the network is down", "08006");
        }
    }
}
