package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.pool.ConnectionPool;
import java.sql.SQLException;
import java.time.Duration;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A database that vanishes without a word costs whoever waits for it a while, and the others nothing. */
class SilentPeerIT {
    private static final Duration LONG = Duration.ofSeconds(25);

    @Test
    void aQuestionThatNobodyAnswersEndsAndItsConnectionWithIt() throws Exception {
        try (TestLedger ledger = new TestLedger();
                LedgerEngine engine = ledger.engine();
                SilentPeer way = new SilentPeer(ledger.database.owner().port())) {
            new Pen(engine).append(Samples.read("a"));
            ConnectionPool pool = through(way, ledger).reactive(1);
            EventQuery query =
                    new EventQuery(ledger.id, pool, ledger.pseudonyms, ledger.metadataSeal, new LedgerEventCodec());
            Mono<EventQuery.Found> all = query.find(EventCriteria.havingAnyTag(), 0, 10);
            assertThat(found(all)).isEqualTo(1);
            way.silenceAll();

            assertThatThrownBy(() -> found(all)).isInstanceOf(LedgerUnavailableException.class);
            assertThat(found(all)).as("over a connection of its own").isEqualTo(1);
            assertThat(way.connections()).isEqualTo(2);
            pool.dispose();
        }
    }

    @Test
    void aServerThatTakesTheConnectionAndSaysNothingIsGivenUp() throws Exception {
        try (TestLedger ledger = new TestLedger();
                SilentPeer way = new SilentPeer(ledger.database.owner().port())) {
            way.silenceNew();

            assertThatThrownBy(() -> through(way, ledger).direct().getConnection())
                    .isInstanceOf(SQLException.class)
                    .satisfies(fault -> assertThat(Outage.isCauseOf(fault)).isTrue());
        }
    }

    private static DatabaseLogin through(SilentPeer way, TestLedger ledger) {
        DatabaseLogin login = ledger.database.as(LedgerSchema.LEDGER_ROLE);
        return new DatabaseLogin(login.host(), way.port(), login.database(), login.user(), login.password());
    }

    private static int found(Mono<EventQuery.Found> all) {
        EventQuery.Found found = all.block(LONG);
        return found == null ? 0 : found.events().size();
    }
}
