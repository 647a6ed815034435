package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.sealbook.api.Sensitive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class OutageTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aDatabaseThatNobodyReachesIsAnOutage() throws Exception {
        DatabaseLogin nobody =
                new DatabaseLogin("127.0.0.1", closedPort(), "sealbook", "sealbook", Sensitive.of("nobody"));
        ConnectionPool pool = nobody.reactive(1);

        assertOutage(catchThrowable(() -> nobody.direct().getConnection()));
        assertOutage(catchThrowable(() -> Mono.from(pool.create()).block(LONG)));
        pool.dispose();
    }

    @Test
    void aConnectionThatIsEndedIsAnOutage() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        DatabaseLogin login = database.as(LedgerSchema.LEDGER_ROLE);
        ConnectionPool pool = login.reactive(1);
        Connection reactive = Objects.requireNonNull(Mono.from(pool.create()).block(LONG));
        try (java.sql.Connection blocking = login.direct().getConnection()) {
            database.endConnections("usename = '" + LedgerSchema.LEDGER_ROLE + "'");

            assertOutage(catchThrowable(() -> blocking.createStatement().execute("select 1")));
            // The server's last words may come as the answer itself.
            assertOutage(catchThrowable(
                    () -> Mono.from(reactive.createStatement("select 1").execute())
                            .flatMap(answer -> Mono.from(answer.getRowsUpdated()))
                            .block(LONG)));
        }
        pool.dispose();
    }

    @Test
    void aPoolThatHasNoneLeftIsAnOutageHoweverItIsWrapped() {
        assertOutage(new IllegalStateException("wrapped", new SQLTransientConnectionException("the pool is empty")));
        assertOutage(new IllegalStateException(new RuntimeException(new R2dbcTimeoutException("the pool is empty"))));
        assertOutage(new SQLException("too many connections", "53300"));
    }

    @Test
    void aFaultOfOursIsNone() throws Exception {
        DatabaseLogin login = TestDatabase.fresh().as(LedgerSchema.LEDGER_ROLE);
        ConnectionPool pool = login.reactive(1);
        try (java.sql.Connection blocking = login.direct().getConnection()) {
            assertNoOutage(catchThrowable(() -> blocking.createStatement().execute("select nonsense")));
            assertNoOutage(catchThrowable(() -> Mono.usingWhen(
                            pool.create(),
                            connection -> Mono.from(connection
                                            .createStatement("select nonsense")
                                            .execute())
                                    .flatMap(result -> Mono.from(result.getRowsUpdated())),
                            Connection::close)
                    .block(LONG)));
        }
        assertNoOutage(new IllegalStateException("bug: this is one"));
        pool.dispose();
    }

    private static void assertOutage(Throwable fault) {
        assertThat(Outage.isCauseOf(fault)).as(String.valueOf(fault)).isTrue();
    }

    private static void assertNoOutage(Throwable fault) {
        assertThat(fault).isNotNull();
        assertThat(Outage.isCauseOf(fault)).as(String.valueOf(fault)).isFalse();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
