package io.sealbook.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One role's way into one PostgreSQL database. */
public record DatabaseLogin(String host, int port, String database, String user, Sensitive password) {
    private static final int CONNECT_SECONDS = 10;
    private static final int SILENCE_SECONDS = 60;

    // Long enough for a migration; everybody else says soon after connecting how long they wait.
    private static final int LONGEST_SILENCE_SECONDS = 600;

    /** The same database for another role. */
    public DatabaseLogin as(String otherUser, Sensitive otherPassword) {
        return new DatabaseLogin(host, port, database, otherUser, otherPassword);
    }

    /** Connections without a pool, for threads that keep one of their own and say how long they wait. */
    public DataSource direct() {
        PGSimpleDataSource source = source();
        source.setSocketTimeout(LONGEST_SILENCE_SECONDS);
        return source;
    }

    @HandlesPlaintext("the database driver needs the role's password")
    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password.reveal());
        source.setApplicationName("sealbook " + user);
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        return source;
    }

    /** A pool of blocking connections; the caller closes it. */
    public HikariDataSource pool(int connections) {
        PGSimpleDataSource source = source();
        source.setSocketTimeout(SILENCE_SECONDS);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setPoolName(user);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        return new HikariDataSource(config);
    }

    /** A pool of reactive connections; the caller disposes of it, and gives up a connection that has fallen silent. */
    @HandlesPlaintext("the database driver needs the role's password")
    public ConnectionPool reactive(int connections) {
        PostgresqlConnectionFactory factory =
                new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                        .host(host)
                        .port(port)
                        .database(database)
                        .username(user)
                        .password(password.reveal())
                        .applicationName("sealbook " + user)
                        .forceBinary(true)
                        .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
                        .tcpKeepAlive(true)
                        .statementTimeout(Duration.ofSeconds(SILENCE_SECONDS))
                        .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .name(user)
                .initialSize(1)
                .maxSize(connections)
                .maxAcquireTime(Duration.ofSeconds(CONNECT_SECONDS))
                .build());
    }
}
