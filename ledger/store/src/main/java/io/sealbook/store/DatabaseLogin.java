package io.sealbook.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/** One role's way into one PostgreSQL database. */
public record DatabaseLogin(String host, int port, String database, String user, Sensitive password, Line line) {
    private static final int CONNECT_SECONDS = 10;
    private static final int SILENCE_SECONDS = 60;

    // Long enough for a migration; everybody else says soon after connecting how long they wait.
    private static final int LONGEST_SILENCE_SECONDS = 600;

    /** A login that never leaves this machine. */
    public DatabaseLogin(String host, int port, String database, String user, Sensitive password) {
        this(host, port, database, user, password, new Line.Plain());
    }

    /** How the connection crosses the network. */
    public sealed interface Line {
        /** In the clear: on loopback, or where somebody else protects the network. */
        record Plain() implements Line {}

        /**
         * Under TLS, to a server whose certificate bears the host's name.
         *
         * @param authority PEM file of the authority that is trusted; those of the Java platform without one
         */
        record Verified(@Nullable Path authority) implements Line {}
    }

    /** The same database for another role. */
    public DatabaseLogin as(String otherUser, Sensitive otherPassword) {
        return new DatabaseLogin(host, port, database, otherUser, otherPassword, line);
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
        switch (line) {
            case Line.Plain() -> source.setSslMode("disable");
            case Line.Verified(Path authority) -> {
                source.setSslMode("verify-full");
                if (authority == null) {
                    source.setSslfactory(DefaultJavaSSLFactory.class.getName());
                } else {
                    source.setSslRootCert(authority.toString());
                }
            }
        }
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
        PostgresqlConnectionConfiguration.Builder configuration = PostgresqlConnectionConfiguration.builder()
                .host(host)
                .port(port)
                .database(database)
                .username(user)
                .password(password.reveal())
                .applicationName("sealbook " + user)
                .forceBinary(true)
                .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
                .tcpKeepAlive(true)
                .statementTimeout(Duration.ofSeconds(SILENCE_SECONDS));
        switch (line) {
            case Line.Plain() -> configuration.sslMode(SSLMode.DISABLE);
            case Line.Verified(Path authority) -> {
                configuration.sslMode(SSLMode.VERIFY_FULL);
                if (authority != null) {
                    configuration.sslRootCert(authority.toString());
                }
            }
        }
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(configuration.build()))
                        .name(user)
                        .initialSize(1)
                        .maxSize(connections)
                        .maxAcquireTime(Duration.ofSeconds(CONNECT_SECONDS))
                        .build());
    }
}
