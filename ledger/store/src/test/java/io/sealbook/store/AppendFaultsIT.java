package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.store.BreakingDatabase.Fault;
import io.sealbook.store.BreakingDatabase.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call to the database fails once before and once after it took effect; nothing is lost, nothing happens twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppendFaultsIT {
    // A batch of one and a batch of four: settings (once), lock and questions, partition (once), changes, commit.
    private static final int CALLS = 8;

    private TestLedger ledger;
    private BreakingDatabase database;
    private int round;

    @BeforeAll
    void open() {
        ledger = new TestLedger();
        database = new BreakingDatabase(
                ledger.database.as(LedgerSchema.LEDGER_ROLE).direct());
    }

    @AfterAll
    void close() {
        LedgerCheck.verify(ledger.database);
        ledger.close();
    }

    static Stream<Arguments> everyCallTwice() {
        return IntStream.rangeClosed(1, CALLS)
                .boxed()
                .flatMap(call -> Stream.of(Arguments.of(call, When.BEFORE), Arguments.of(call, When.AFTER)));
    }

    @ParameterizedTest
    @MethodSource("everyCallTwice")
    void aLostConnectionLosesNothingAndRepeatsNothing(int call, When when) {
        List<Sent> sent = appendDespite(Fault.lost(call, when));

        assertThat(database.hasBroken()).as("the fault happened").isTrue();
        assertThat(sent).allMatch(append -> append.position().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "57P01"})
    void whatPassesIsWaitedFor(String state) {
        for (int call : new int[] {1, 2, 3, 4, 6, 7}) {
            List<Sent> sent = appendDespite(new Fault(call, When.BEFORE, state, false));

            assertThat(sent).allMatch(append -> append.position().isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XX000", "23505", "25006"})
    void whatDoesNotPassIsToldAndNeighboursGoOnAlone(String state) {
        for (int call : new int[] {1, 2, 3, 4, 6, 7}) {
            List<Sent> sent = appendDespite(new Fault(call, When.BEFORE, state, false));

            assertThat(sent.stream()
                            .filter(append -> append.position().isEmpty())
                            .count())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void theTableCoversEveryCall() {
        appendDespite(Fault.lost(Integer.MAX_VALUE, When.BEFORE));

        assertThat(database.calls()).isEqualTo(CALLS);
    }

    @Test
    void aConflictThatWasInterruptedIsStillAConflict() {
        StreamName stream = StreamName.of(new SecretPath("faults/conflict"));
        try (LedgerEngine engine = ledger.engine(database, new LedgerEventCodec())) {
            new Pen(engine).append(Samples.written("faults/conflict"));
            database.breakAt(Fault.lost(1, When.AFTER));

            assertThatThrownBy(() -> Pen.await(new Pen(engine)
                            .begin(
                                    AppendCondition.withCriteria(LedgerTags.anyOf(stream)),
                                    List.of(message(Samples.written("faults/conflict"))))))
                    .isInstanceOf(AppendEventsTransactionRejectedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "event_tag", "stream_head", "ledger_head"})
    void whicheverTableRefusesItsPartNothingOfTheBatchIsThere(String table) {
        long before = LedgerCheck.verify(ledger.database);
        ledger.database.execute("""
                create or replace function public.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'no' using errcode = 'XX000'; end $$""");
        try (LedgerEngine engine = ledger.engine()) {
            ledger.database.execute("create trigger refuse before insert or update on ledger." + table
                    + " for each statement execute function public.refuse()");
            assertThatThrownBy(() -> new Pen(engine).append(Samples.read("faults/refused"), Samples.read("shared")))
                    .isInstanceOf(LedgerUnavailableException.class);
            ledger.database.execute("drop trigger refuse on ledger." + table);
            assertThat(LedgerCheck.verify(ledger.database)).isEqualTo(before);
            assertThat(new Pen(engine).append(Samples.read("faults/accepted"))).isEqualTo(before);
        }
    }

    private record Sent(List<UUID> ids, OptionalLong position) {}

    // What was acknowledged is where it was said to be, once; what was refused is nowhere.
    private List<Sent> appendDespite(Fault fault) {
        String stream = "faults/" + round++;
        long before = LedgerCheck.verify(ledger.database);
        List<List<LedgerEventMessage>> messages = IntStream.range(0, 5)
                .mapToObj(i -> List.of(message(Samples.written(stream + "/" + i)), message(Samples.read("shared"))))
                .toList();
        List<CompletableFuture<Long>> appends = new ArrayList<>();
        try (LedgerEngine engine = ledger.engine(database, new LedgerEventCodec())) {
            try (HeldHead held = new HeldHead(ledger.database)) {
                database.breakAt(fault);
                for (int i = 0; i < messages.size(); i++) {
                    // "None yet": an append that did not recognise itself after a doubtful commit would conflict with
                    // itself.
                    appends.add(new Pen(engine)
                            .begin(
                                    AppendCondition.withCriteria(
                                            LedgerTags.anyOf(StreamName.of(new SecretPath(stream + "/" + i)))),
                                    messages.get(i)));
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(10))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> database.calls() >= 1);
                }
            }
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                List<UUID> ids = messages.get(i).stream()
                        .map(message -> UUID.fromString(message.identifier()))
                        .toList();
                sent.add(new Sent(
                        ids,
                        Pen.await(appends.get(i)
                                .thenApply(OptionalLong::of)
                                .exceptionally(refused -> OptionalLong.empty()))));
            }
            long acknowledged =
                    sent.stream().filter(s -> s.position().isPresent()).count();
            assertThat(LedgerCheck.verify(ledger.database)).isEqualTo(before + 2 * acknowledged);
            for (Sent append : sent) {
                append.position()
                        .ifPresent(last -> assertThat(ledger.reader.read(last - 1, 2))
                                .extracting(RecordedEvent::id)
                                .isEqualTo(append.ids()));
            }
            return sent;
        }
    }

    private static LedgerEventMessage message(LedgerEvent event) {
        return Pen.message(UUID.randomUUID(), event, Instant.now(), null);
    }
}
