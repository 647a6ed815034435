package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.Sensitive;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerSchemaTest {
    @Test
    void everyStepMayBeRepeated() {
        TestDatabase database = TestDatabase.fresh();
        LedgerSchema schema = new LedgerSchema(database.owner().direct());
        String ledger = schema.ledger();
        schema.createRoles();
        schema.migrate();

        assertThat(schema.ledger()).isEqualTo(ledger);
        assertThat(LedgerReader.ledgerIn(database.owner().direct())).isEqualTo(ledger);
    }

    @Test
    void firstStartsAtTheSameMomentMakeOneLedger() {
        TestDatabase database = TestDatabase.fresh();
        List<CompletableFuture<String>> starts = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        database::ledger, task -> Thread.ofPlatform().start(task)))
                .toList();

        assertThat(starts.stream().map(Pen::await).distinct()).hasSize(1);
        assertThat(LedgerCheck.verify(database)).isZero();
    }

    @Test
    void theServerGetsAVerifierAndNoPassword() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        database.execute("create role sealbook_test_role");
        new LedgerSchema(database.owner().direct()).setPassword("sealbook_test_role", Sensitive.of("it's \"secret\""));
        try (Connection connection = database.superuser().direct().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select rolpassword from pg_authid where rolname = 'sealbook_test_role'")) {
            row.next();
            assertThat(row.getString(1)).startsWith("SCRAM-SHA-256$");
        }
        database.execute("drop role sealbook_test_role");
    }

    @Test
    void theRolesThatOperatorsAreGivenAreThoseThatAStartMakes() {
        assertThat(Path.of("../../docs/operate/roles.sql"))
                .hasSameTextualContentAs(Path.of("src/main/resources/db/roles.sql"));
    }

    @Test
    void anotherServerSideLookNeverFindsTheSecretOfALogin() {
        DatabaseLogin login = TestDatabase.fresh().owner().as("somebody", Sensitive.of("c4n4ry"));

        assertThat(login.toString()).doesNotContain("c4n4ry");
    }
}
