package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.api.TestCertificate;
import io.sealbook.standalone.postgres.EmbeddedDatabase;
import io.sealbook.store.DatabaseLogin.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import reactor.core.publisher.Mono;

/** Connections to a PostgreSQL that speaks TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseLoginTest {
    private static final String ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

    @TempDir
    static Path directory;

    private Path data;
    private EmbeddedDatabase server;
    private DatabaseLogin owner;
    private Path certificate;

    @BeforeAll
    void start() throws Exception {
        data = TestDatabase.directory();
        server = EmbeddedDatabase.start(data);
        TestDatabase database = TestDatabase.freshOn(server);
        owner = database.owner();
        TestCertificate localhost = TestCertificate.of("localhost", directory);
        certificate = localhost.writeChain(data.resolve("data/server.crt"));
        localhost.writeKey(data.resolve("data/server.key"));
        Files.setPosixFilePermissions(data.resolve("data/server.key"), PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(
                data.resolve("data/server.key"),
                "unix:uid",
                Files.getAttribute(data.resolve("data/postmaster.pid"), "unix:uid"));
        execute(database.superuser().direct(), "alter system set ssl = on");
        execute(database.superuser().direct(), "select pg_reload_conf()");
    }

    @AfterAll
    void stop() {
        server.close();
        FileSystemUtils.deleteRecursively(data.toFile());
    }

    @Test
    void aVerifiedLineIsEncryptedWhicheverDriverUsesIt() throws Exception {
        DatabaseLogin login = to("localhost", new Line.Verified(certificate));
        assertThat(ask(login.direct())).isTrue();
        try (HikariDataSource pool = login.pool(1)) {
            assertThat(ask(pool)).isTrue();
        }
        assertThat(askReactively(login)).isTrue();
    }

    @Test
    void aPlainLineIsNot() throws Exception {
        DatabaseLogin login = to("localhost", new Line.Plain());
        assertThat(ask(login.direct())).isFalse();
        assertThat(askReactively(login)).isFalse();
    }

    @Test
    void aServerOfAnotherNameOrAuthorityIsNotTalkedTo() throws Exception {
        Path other = TestCertificate.of("other", directory).writeChain(directory.resolve("other.crt"));
        for (DatabaseLogin login : new DatabaseLogin[] {
            to("127.0.0.1", new Line.Verified(certificate)),
            to("localhost", new Line.Verified(other)),
            to("localhost", new Line.Verified(null))
        }) {
            assertThatThrownBy(() -> ask(login.direct())).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> askReactively(login)).isNotNull();
        }
    }

    private DatabaseLogin to(String host, Line line) {
        return new DatabaseLogin(host, owner.port(), owner.database(), owner.user(), owner.password(), line);
    }

    private static boolean ask(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ENCRYPTED)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static boolean askReactively(DatabaseLogin login) {
        ConnectionPool pool = login.reactive(1);
        try {
            return Boolean.TRUE.equals(Mono.usingWhen(
                            pool.create(),
                            connection -> Mono.from(connection
                                            .createStatement(ENCRYPTED)
                                            .execute())
                                    .flatMap(result -> Mono.from(result.map(row -> row.get(0, Boolean.class)))),
                            io.r2dbc.spi.Connection::close)
                    .block(Duration.ofSeconds(30)));
        } finally {
            pool.dispose();
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
