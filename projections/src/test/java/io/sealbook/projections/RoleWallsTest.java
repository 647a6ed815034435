package io.sealbook.projections;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls between the services are the database's own: what a role must not do, it cannot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleWallsTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String LEDGER = LedgerSchema.LEDGER_ROLE;
    private static final String KEYS = LedgerSchema.KEYS_ROLE;
    private static final String PROJECTIONS = LedgerSchema.PROJECTIONS_ROLE;

    private final House house = new House();

    @BeforeAll
    void writeHistory() {
        house.append(Histories.written("prod/db", 1));
    }

    @AfterAll
    void close() {
        house.close();
    }

    static Stream<Arguments> forbidden() {
        return Stream.of(
                Arguments.of(PROJECTIONS, "insert into ledger.event_tag values ('\\x00', 'x', 1)"),
                Arguments.of(PROJECTIONS, "insert into ledger.event (position) values (99)"),
                Arguments.of(PROJECTIONS, "update ledger.event set type = 'x'"),
                Arguments.of(PROJECTIONS, "delete from ledger.event"),
                Arguments.of(PROJECTIONS, "truncate ledger.event"),
                Arguments.of(PROJECTIONS, "update ledger.ledger_head set size = 0"),
                Arguments.of(PROJECTIONS, "select ledger.ensure_partition(0)"),
                Arguments.of(PROJECTIONS, "select sealed_value from ledger.event"),
                Arguments.of(PROJECTIONS, "select * from ledger.event"),
                Arguments.of(PROJECTIONS, "select * from ledger.stream_head"),
                Arguments.of(PROJECTIONS, "select * from keys.value_key"),
                Arguments.of(PROJECTIONS, "delete from keys.metadata_key"),
                Arguments.of(PROJECTIONS, "create table ledger.mine (id int)"),
                Arguments.of(LEDGER, "update ledger.event set type = 'x'"),
                Arguments.of(LEDGER, "delete from ledger.event"),
                Arguments.of(LEDGER, "update ledger.event_tag set type = 'x'"),
                Arguments.of(LEDGER, "delete from ledger.event_tag"),
                Arguments.of(LEDGER, "truncate ledger.event"),
                Arguments.of(LEDGER, "select * from keys.value_key"),
                Arguments.of(LEDGER, "select * from keys.metadata_key"),
                Arguments.of(LEDGER, "insert into keys.value_key (id, wrapped) values (gen_random_uuid(), '\\x00')"),
                Arguments.of(LEDGER, "select * from read.trail"),
                Arguments.of(LEDGER, "delete from read.projection"),
                Arguments.of(KEYS, "select position from ledger.event"),
                Arguments.of(KEYS, "select size from ledger.ledger_head"),
                Arguments.of(KEYS, "insert into ledger.event_tag values ('\\x00', 'x', 1)"),
                Arguments.of(KEYS, "select * from read.secret"));
    }

    @ParameterizedTest(name = "{0} may not: {1}")
    @MethodSource("forbidden")
    void aRoleIsRefusedOutsideItsWalls(String role, String sql) {
        assertThat(attempt(role, sql)).isEqualTo(INSUFFICIENT_PRIVILEGE);
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                Arguments.of(PROJECTIONS, "select position, sealed_meta from ledger.event"),
                Arguments.of(PROJECTIONS, "select wrapped from keys.metadata_key"),
                Arguments.of(PROJECTIONS, "select * from read.trail"),
                Arguments.of(LEDGER, "select * from ledger.event"),
                Arguments.of(KEYS, "select * from keys.value_key"));
    }

    @ParameterizedTest(name = "{0} may: {1}")
    @MethodSource("allowed")
    void aRoleMayDoItsWork(String role, String sql) {
        assertThat(attempt(role, sql)).isEqualTo("done");
    }

    private String attempt(String role, String sql) {
        DatabaseLogin login = house.database.as(role);
        try (Connection connection = login.direct().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "done";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }
}
