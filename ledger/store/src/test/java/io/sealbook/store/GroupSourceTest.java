package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.StreamName;
import io.sealbook.store.GroupSource.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands are told of the streams that they decide on, many at once. */
class GroupSourceTest {
    private static final int STREAMS = 40;

    private TestLedger ledger;
    private LedgerEngine engine;
    private GroupSource source;

    @BeforeEach
    void open() {
        ledger = new TestLedger();
        engine = ledger.engine();
        source = new GroupSource(
                ledger.id, ledger.database.as(LedgerSchema.LEDGER_ROLE).direct());
    }

    @AfterEach
    void close() {
        source.close();
        engine.close();
        ledger.close();
    }

    @Test
    void ofManyWhoAskAtOnceEachIsToldOfItsOwnStream() {
        Pen pen = new Pen(engine);
        long size = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int event = 0; event < stream % 5; event++) {
                size = pen.append(Samples.read("path/" + stream)) + 1;
            }
        }
        List<CompletableFuture<Sourced>> answers = new ArrayList<>();
        for (int stream = 0; stream < STREAMS; stream++) {
            answers.add(source.find(stream(stream), 0));
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            Sourced sourced = Pen.await(answers.get(stream));
            assertThat(sourced.size()).isEqualTo(size);
            assertThat(sourced.events()).hasSize(stream % 5);
            assertThat(sourced.events()).extracting(SealedRow::position).isSorted();
            byte[] tag = ledger.pseudonyms.ofStream(name(stream).toString());
            assertThat(sourced.events()).allSatisfy(row -> assertThat(row.tag()).isEqualTo(tag));
        }
    }

    @Test
    void eventsBeforeTheOneThatIsAskedForAreLeftOut() {
        Pen pen = new Pen(engine);
        pen.append(Samples.read("path/1"));
        long second = pen.append(Samples.read("path/1"));
        assertThat(Pen.await(source.find(stream(1), second)).events())
                .extracting(SealedRow::position)
                .containsExactly(second);
    }

    @Test
    void connectionsThatBrokeMeanwhileCostNobodyAnAnswer() {
        for (int i = 0; i < 10; i++) {
            assertThat(Pen.await(source.find(stream(1), 0)).size()).isZero();
        }
        ledger.database.endConnections("usename = 'sealbook_ledger'");
        for (int i = 0; i < 10; i++) {
            assertThat(Pen.await(source.find(stream(1), 0)).size()).isZero();
        }
    }

    @Test
    void whoAsksAfterTheEndIsToldSo() {
        source.close();
        assertThatThrownBy(() -> Pen.await(source.find(stream(1), 0))).isInstanceOf(LedgerUnavailableException.class);
    }

    private List<CriterionLine> stream(int number) {
        return CriterionLine.of(LedgerTags.anyOf(name(number)).flatten(), ledger.pseudonyms);
    }

    private static StreamName name(int number) {
        return StreamName.of(new SecretPath("path/" + number));
    }
}
