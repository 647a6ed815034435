package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.seal.SealedValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private TestLedger ledger;
    private LedgerEngine engine;

    @BeforeEach
    void open() {
        ledger = new TestLedger();
        engine = ledger.engine();
    }

    @AfterEach
    void close() {
        engine.close();
        LedgerCheck.verify(ledger.database);
        ledger.close();
    }

    @Test
    void anAcknowledgedEventIsInTheLedgerAtThePositionThatWasTold() {
        long first = new Pen(engine).append(Samples.written("a"));
        long third = new Pen(engine).append(Samples.read("a"), Samples.read("b"));

        assertThat(first).isZero();
        assertThat(third).isEqualTo(2);
        assertThat(ledger.reader.read(0, 10))
                .extracting(RecordedEvent::event)
                .containsExactly(Samples.written("a"), Samples.read("a"), Samples.read("b"));
    }

    @Test
    void severalReplicasAppendAtOnceAndEveryEventHasItsPlace() {
        List<LedgerEngine> replicas = List.of(engine, ledger.engine(), ledger.engine());
        List<CompletableFuture<Long>> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            for (LedgerEngine replica : replicas) {
                appends.add(new Pen(replica).begin(Instant.now(), Samples.read("hot"), Samples.read("path/" + i)));
            }
        }
        List<Long> positions = appends.stream().map(Pen::await).toList();
        replicas.subList(1, 3).forEach(LedgerEngine::close);

        assertThat(positions).doesNotHaveDuplicates().hasSize(300);
        assertThat(LedgerCheck.verify(ledger.database)).isEqualTo(600);
    }

    @Test
    void ofReplicasThatKnowTheSameExactlyOneWins() {
        StreamName stream = StreamName.of(new SecretPath("contested"));
        try (LedgerEngine other = ledger.engine()) {
            for (int round = 0; round < 10; round++) {
                long known = ledger.reader.size();
                List<CompletableFuture<Long>> race = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    race.add(begin(i % 2 == 0 ? engine : other, conditionAfter(known, stream), "contested"));
                }
                assertThat(race.stream().filter(GroupCommitTest::won).count()).isEqualTo(1);
            }
        }
        assertThat(ledger.reader.size()).isEqualTo(10);
    }

    @Test
    void twoOfOneBatchThatExcludeEachOtherDoNotBothWin() {
        StreamName stream = StreamName.of(new SecretPath("batch"));
        List<CompletableFuture<Long>> race = new ArrayList<>();
        try (HeldHead held = new HeldHead(ledger.database)) {
            race.add(begin(engine, AppendCondition.none(), "somewhere/else"));
            for (int i = 0; i < 5; i++) {
                race.add(begin(engine, AppendCondition.withCriteria(LedgerTags.anyOf(stream)), "batch"));
            }
        }
        assertThat(race.stream().filter(GroupCommitTest::won).count()).isEqualTo(2);
        assertThat(ledger.reader.size()).isEqualTo(2);
    }

    @Test
    void readsOfOneBatchDisturbNobodyWhoNamesTheTypesThatChangeState() {
        StreamName stream = StreamName.of(new SecretPath("batch"));
        AppendCondition unlessWritten =
                AppendCondition.withCriteria(LedgerTags.criteria(stream, EventType.SECRET_WRITTEN));
        List<CompletableFuture<Long>> all = new ArrayList<>();
        try (HeldHead held = new HeldHead(ledger.database)) {
            for (int i = 0; i < 5; i++) {
                all.add(new Pen(engine)
                        .begin(
                                unlessWritten,
                                List.of(Pen.message(UUID.randomUUID(), Samples.read("batch"), Instant.now(), null))));
            }
        }
        assertThat(all).allMatch(GroupCommitTest::won);
        new Pen(engine).append(Samples.written("batch"));
        assertThat(won(new Pen(engine)
                        .begin(
                                unlessWritten,
                                List.of(Pen.message(UUID.randomUUID(), Samples.read("batch"), Instant.now(), null)))))
                .isFalse();
    }

    @Test
    void timeNeverDecreasesWhateverAClockSays() {
        Instant late = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
        Pen pen = new Pen(engine);
        Pen.await(pen.begin(late, Samples.read("a")));
        Pen.await(pen.begin(late.minusSeconds(7200), Samples.read("b")));

        assertThat(ledger.reader.read(0, 10)).extracting(RecordedEvent::at).containsExactly(late, late);
    }

    @Test
    void aFullQueueRefusesAtOnceAndLosesNothingThatItTook() {
        List<CompletableFuture<Long>> appends = new ArrayList<>();
        try (HeldHead held = new HeldHead(ledger.database)) {
            appends.add(begin(engine, AppendCondition.none(), "first"));
            for (int i = 0; i < 4096 + 512 + 1; i++) {
                appends.add(begin(engine, AppendCondition.none(), "more"));
            }
            assertThat(appends.getLast()).isCompletedExceptionally();
            assertThatThrownBy(() -> Pen.await(appends.getLast())).isInstanceOf(LedgerUnavailableException.class);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> appends.stream().allMatch(CompletableFuture::isDone));
        long taken = appends.stream().filter(GroupCommitTest::won).count();

        assertThat(taken).isBetween(4096L, 4096L + 512);
        assertThat(LedgerCheck.verify(ledger.database)).isEqualTo(taken);
    }

    @Test
    void aBadEventTakesNeitherItsNeighboursNorTheLedgerWithIt() {
        try (LedgerEngine rough = ledger.engine(new BareCodec())) {
            List<CompletableFuture<Long>> good = new ArrayList<>();
            CompletableFuture<Long> bad;
            try (HeldHead held = new HeldHead(ledger.database)) {
                good.add(beginBare(rough, "test.good"));
                good.add(beginBare(rough, "test.good"));
                bad = beginBare(rough, "test.NO-LEAF-HAS-SUCH-A-TYPE");
                good.add(beginBare(rough, "test.good"));
            }
            assertThat(good).allMatch(GroupCommitTest::won);
            assertThatThrownBy(() -> Pen.await(bad)).isInstanceOf(IllegalArgumentException.class);
            // The lock of the head went with the transaction: another replica is not kept waiting.
            assertThat(won(begin(engine, AppendCondition.none(), "other/replica")))
                    .isTrue();
        }
        assertThat(ledger.reader.size()).isEqualTo(4);
    }

    @Test
    void whateverItsSenderHasGivenUpIsNotAppendedLater() {
        BatchTransaction transaction = new BatchTransaction(ledger.id);
        Append inTime = prepared("in/time", Instant.now().plusSeconds(60));
        Append late;
        Append later;
        try (GroupCommit writer =
                new GroupCommit(ledger.database.as(LedgerSchema.LEDGER_ROLE).direct(), transaction)) {
            try (HeldHead held = new HeldHead(ledger.database)) {
                late = prepared("late", Instant.now().plusMillis(500));
                later = prepared("later", Instant.now().plusMillis(600));
                writer.submit(late);
                writer.submit(inTime);
                writer.submit(later);
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> later.isTooLate(Instant.now()));
            }
            assertThat(Pen.await(inTime.done())).isZero();
        }
        for (Append refused : List.of(late, later)) {
            assertThatThrownBy(() -> Pen.await(refused.done())).isInstanceOf(LedgerUnavailableException.class);
        }
        assertThat(ledger.reader.size()).isEqualTo(1);
    }

    private Append prepared(String path, Instant giveUp) {
        LedgerEventMessage message = Pen.message(UUID.randomUUID(), Samples.written(path), Instant.now(), null);
        List<SealedEvent> sealed =
                engine.sealed(List.of(new GenericTaggedEventMessage<>(message, new LedgerTags().resolve(message))));
        return Append.of(AppendCondition.none(), sealed, giveUp, ledger.pseudonyms);
    }

    @Test
    void closingAnswersEverybody() {
        List<CompletableFuture<Long>> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appends.add(begin(engine, AppendCondition.none(), "last/orders"));
        }
        engine.close();

        assertThat(appends).allMatch(GroupCommitTest::won);
        assertThatThrownBy(() -> Pen.await(begin(engine, AppendCondition.none(), "too/late")))
                .isInstanceOf(LedgerUnavailableException.class);
    }

    private static AppendCondition conditionAfter(long known, StreamName stream) {
        return AppendCondition.withCriteria(LedgerTags.anyOf(stream))
                .withMarker(new GlobalIndexConsistencyMarker(known));
    }

    private static CompletableFuture<Long> begin(LedgerEngine engine, AppendCondition condition, String path) {
        return new Pen(engine)
                .begin(condition, List.of(Pen.message(UUID.randomUUID(), Samples.written(path), Instant.now(), null)));
    }

    private static CompletableFuture<Long> beginBare(LedgerEngine engine, String type) {
        return engine.appendEvents(
                        AppendCondition.none(),
                        null,
                        List.of(new GenericTaggedEventMessage<>(
                                new GenericEventMessage(new MessageType(type), "text"),
                                Set.of(new Tag("test", "bare")))))
                .thenCompose(transaction -> transaction.commit(null).thenApply(Long.class::cast));
    }

    private static boolean won(CompletableFuture<Long> append) {
        try {
            Pen.await(append.handle((position, fault) -> {
                if (fault == null) {
                    return true;
                }
                Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
                assertThat(cause)
                        .isInstanceOfAny(
                                AppendEventsTransactionRejectedException.class, LedgerUnavailableException.class);
                return false;
            }));
            return !append.isCompletedExceptionally();
        } catch (IllegalStateException timeout) {
            throw new AssertionError(timeout);
        }
    }

    private static final class BareCodec implements EventCodec {
        @Override
        public Map<String, String> fields(EventMessage message) {
            return Map.of("text", "\"text\"");
        }

        @Override
        public @Nullable SealedValue value(EventMessage message) {
            return null;
        }

        @Override
        public EventMessage message(UUID id, MessageType type, Instant at, byte[] json) {
            return new GenericEventMessage(id.toString(), type, "text", Map.of(), at);
        }
    }
}
