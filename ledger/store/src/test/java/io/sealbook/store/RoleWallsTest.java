package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The walls between the roles of the database: what each may, and that it may nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleWallsTest {
    private static final String LEDGER = LedgerSchema.LEDGER_ROLE;
    private static final String KEYS = LedgerSchema.KEYS_ROLE;
    private static final String READS = LedgerSchema.PROJECTIONS_ROLE;
    private static final String ROW =
            "values (9999, gen_random_uuid(), 't', now(), '\\x00', 1, '\\x00', '\\x00', '\\x00',"
                    + " gen_random_uuid(), null, null)";

    private TestLedger ledger;

    @BeforeAll
    void open() {
        ledger = new TestLedger();
        try (LedgerEngine engine = ledger.engine()) {
            new Pen(engine).append(Samples.written("a"));
        }
    }

    @AfterAll
    void close() {
        LedgerCheck.verify(ledger.database);
        ledger.close();
    }

    static Stream<Arguments> refused() {
        List<String> nobody = List.of(
                "update ledger.event set type = 'x'",
                "update ledger.event_tag set type = 'x'",
                "delete from ledger.event",
                "delete from ledger.event_tag",
                "delete from ledger.stream_head",
                "delete from ledger.ledger_head",
                "truncate ledger.event",
                "truncate ledger.event_tag",
                "drop table ledger.event",
                "drop table ledger.event_0",
                "drop schema ledger cascade",
                "alter table ledger.event add column x int",
                "create table ledger.mine (x int)",
                "create table public.mine (x int)",
                "create schema mine",
                "create index on ledger.event (type)",
                "select * from ledger.event_0",
                "delete from ledger.event_0",
                "update ledger.event_0 set type = 'x'",
                "insert into ledger.event_0 " + ROW,
                "alter function ledger.ensure_partition(bigint) owner to current_user",
                "insert into ledger.ledger_head values ('x', 0, '\\x00', '\\x00', now())",
                "create role mine",
                "alter role " + LEDGER + " superuser",
                "set role postgres",
                "copy ledger.event to '/tmp/sealbook-walls'",
                "copy (select 1) to program 'true'",
                "select pg_read_file('postgresql.conf')",
                "select rolpassword from pg_authid",
                "select * from public.flyway_ledger");
        return Stream.of(
                        table(LEDGER, nobody),
                        table(KEYS, nobody),
                        table(READS, nobody),
                        table(
                                LEDGER,
                                List.of(
                                        "select * from keys.value_key",
                                        "select * from keys.metadata_key",
                                        "insert into keys.value_key values (gen_random_uuid(), '\\x00')",
                                        "delete from keys.value_key",
                                        "set role " + KEYS,
                                        "set role " + READS)),
                        table(
                                KEYS,
                                List.of(
                                        "select * from ledger.event",
                                        "select * from ledger.event_tag",
                                        "select * from ledger.ledger_head",
                                        "select * from ledger.stream_head",
                                        "insert into ledger.event " + ROW,
                                        "update ledger.ledger_head set size = 0",
                                        "select ledger.ensure_partition(0)",
                                        "set role " + LEDGER,
                                        "set role " + READS)),
                        table(
                                READS,
                                List.of(
                                        "select sealed_value from ledger.event",
                                        "select value_key from ledger.event",
                                        "select * from ledger.event",
                                        "select * from ledger.stream_head",
                                        "select * from keys.value_key",
                                        "insert into ledger.event " + ROW,
                                        "insert into ledger.event_tag values ('\\x00', 't', 1)",
                                        "update ledger.ledger_head set size = 0",
                                        "select 1 from ledger.ledger_head for update",
                                        "select ledger.ensure_partition(0)",
                                        "insert into keys.metadata_key values (gen_random_uuid(), '\\x00')",
                                        "update keys.metadata_key set wrapped = '\\x00'",
                                        "delete from keys.metadata_key",
                                        "set role " + LEDGER,
                                        "set role " + KEYS)))
                .flatMap(rows -> rows);
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                        table(
                                LEDGER,
                                List.of(
                                        "select * from ledger.event",
                                        "select * from ledger.event_tag",
                                        "select 1 from ledger.ledger_head for update",
                                        "select ledger.ensure_partition(0)")),
                        table(KEYS, List.of("select * from keys.value_key", "select * from keys.metadata_key")),
                        table(
                                READS,
                                List.of(
                                        "select position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta,"
                                                + " meta_key from ledger.event",
                                        "select * from ledger.event_tag",
                                        "select * from ledger.ledger_head",
                                        "select * from keys.metadata_key",
                                        "listen sealbook_ledger")))
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> table(String role, List<String> statements) {
        return statements.stream().map(sql -> Arguments.of(role, sql));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void outsideItsWallsARoleIsRefused(String role, String sql) {
        assertThatThrownBy(() -> execute(role, sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState())
                                .as(refusal.getMessage())
                                .isEqualTo("42501"));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void insideItsWallsARoleWorks(String role, String sql) {
        assertThatCode(() -> execute(role, sql)).doesNotThrowAnyException();
    }

    private void execute(String role, String sql) throws SQLException {
        try (Connection connection = ledger.database.as(role).direct().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            connection.rollback();
        }
    }
}
