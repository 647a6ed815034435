package io.sealbook.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Plaintext;
import io.sealbook.store.BreakingDatabase;
import io.sealbook.store.BreakingDatabase.Fault;
import io.sealbook.store.BreakingDatabase.When;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.TestLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key leaves the pool only when it is durable, whatever happens to the key database. */
@HandlesPlaintext("seals values that the test made up")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyPoolTest {
    private static final int POOL = 128;
    private static final SealContext HERE =
            new SealContext("ledger", new byte[16], new UUID(1, 1), "io.sealbook.secret.written.v1");

    private TestLedger ledger;
    private BreakingDatabase database;

    @BeforeEach
    void open() {
        ledger = new TestLedger();
        database =
                new BreakingDatabase(ledger.database.as(LedgerSchema.KEYS_ROLE).direct());
    }

    @AfterAll
    void close() {
        ledger.close();
    }

    // An insert of keys is one call, which commits by itself.
    @ParameterizedTest
    @EnumSource
    void aKeyThatMayNotBeDurableIsNeverHandedOut(When when) {
        ValueSeal seal = new ValueSeal(ledger.keyring, database);
        database.breakAt(Fault.lost(1, when));

        assertThatThrownBy(() -> seal(seal)).isInstanceOf(KeysUnavailableException.class);
        assertThat(database.hasBroken()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(isDurable("keys.value_key", seal(seal).key())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameHoldsForMetadata(When when) {
        MetadataSeal seal = new MetadataSeal(ledger.keyring, database);
        database.breakAt(Fault.lost(1, when));

        assertThatThrownBy(() -> seal.seal(Map.of("a", "1"), HERE)).isInstanceOf(KeysUnavailableException.class);
        assertThat(isDurable(
                        "keys.metadata_key", seal.seal(Map.of("a", "1"), HERE).key()))
                .isTrue();
    }

    @Test
    void aPoolIsRefilledAheadOfNeedAndLivesThroughAnOutage() {
        ValueSeal seal = new ValueSeal(ledger.keyring, database);
        seal(seal);
        database.unreachable(true);
        for (int i = 1; i < POOL; i++) {
            assertThat(isDurable("keys.value_key", seal(seal).key())).isTrue();
        }
        assertThatThrownBy(() -> seal(seal)).isInstanceOf(KeysUnavailableException.class);
        database.unreachable(false);
        for (int i = 0; i < 2 * POOL; i++) {
            assertThat(isDurable("keys.value_key", seal(seal).key())).isTrue();
        }
    }

    @Test
    void aMissingKeyOpensNothing() {
        ValueSeal seal = new ValueSeal(ledger.keyring, database);
        SealedValue sealed = seal(seal);
        ledger.database.execute("delete from keys.value_key");

        assertThatThrownBy(() -> seal.open(sealed, HERE)).isInstanceOf(IllegalStateException.class);
    }

    private static SealedValue seal(ValueSeal seal) {
        try (Plaintext plaintext = Plaintext.owning(new byte[] {1, 2, 3})) {
            return seal.seal(plaintext, HERE);
        }
    }

    private boolean isDurable(String table, UUID key) {
        try (Connection connection = ledger.database.owner().direct().getConnection();
                PreparedStatement select = connection.prepareStatement("select 1 from " + table + " where id = ?")) {
            select.setObject(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
