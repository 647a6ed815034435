package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.access.Caller;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.edge.Problem;
import io.sealbook.server.AtOnce;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.secret.SecretCommand.Change;
import io.sealbook.server.secret.SecretCommand.Expected;
import io.sealbook.store.Idempotency;
import io.sealbook.store.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same decisions where they count: over the engine, many at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsOnTheEngineTest {
    private static final int WRITERS = 16;
    private static final int REVISIONS = Boolean.getBoolean("sealbook.soak") ? 200 : 20;

    private LiveLedger ledger;
    private Secrets secrets;
    private Caller ada;

    @BeforeAll
    void open() {
        ledger = new LiveLedger();
        secrets = new Secrets(ledger);
        ada = ledger.caller("ada", List.of());
    }

    @AfterAll
    void close() {
        ledger.verify();
        ledger.close();
    }

    @Test
    void ofManyWritersWhoBelieveTheSameRevisionExactlyOneWins() {
        SecretPath path = new SecretPath("cas/one");
        secrets.write(ada, path, "first");
        for (int i = 1; i <= REVISIONS; i++) {
            int revision = i;
            List<String> outcomes = AtOnce.all(WRITERS, writer -> {
                try {
                    secrets.write(ada, path, "by " + writer, new Expected(revision, false, null));
                    return "won";
                } catch (Problem problem) {
                    return problem.code();
                }
            });

            assertThat(outcomes).containsOnlyOnce("won").hasSize(WRITERS);
            assertThat(outcomes).filteredOn(o -> !o.equals("won")).containsOnly("precondition-failed");
        }
        assertThat(written(path))
                .isEqualTo(IntStream.rangeClosed(1, REVISIONS + 1).boxed().toList());
    }

    @Test
    void writersWithoutABeliefAllWinOneAfterTheOther() {
        SecretPath path = new SecretPath("cas/all");
        AtOnce.all(WRITERS, writer -> secrets.write(ada, path, "by " + writer));

        assertThat(written(path))
                .isEqualTo(IntStream.rangeClosed(1, WRITERS).boxed().toList());
    }

    @Test
    void readersNeverConflictWithReaders() {
        SecretPath path = new SecretPath("read/often");
        secrets.write(ada, path, "value");
        List<Long> positions = AtOnce.all(
                WRITERS,
                reader -> ledger.service
                        .commands()
                        .send(new SecretCommand.Read(path, null, ada.provenance(), Instant.now()))
                        .position());

        assertThat(positions).doesNotHaveDuplicates();
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswerAndAppendsNothing() {
        SecretPath path = new SecretPath("repeat/rotation");
        secrets.write(ada, path, "first");
        Idempotency key = new Idempotency(new StreamName("request", "ada/1"), "same");
        Receipt<Change> first = secrets.rotate(ada, path, "second", key);
        long size = ledger.size();
        Receipt<Change> again = secrets.rotate(ada, path, "second", key);

        assertThat(ledger.size()).isEqualTo(size);
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.answer().secret().revision())
                .isEqualTo(first.answer().secret().revision());
        assertThat(again.answer().secret().version()).isEqualTo(2);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        SecretPath path = new SecretPath("repeat/other");
        secrets.write(ada, path, "first");
        StreamName key = new StreamName("request", "ada/2");
        secrets.rotate(ada, path, "second", new Idempotency(key, "one"));
        long size = ledger.size();

        assertThatThrownBy(() -> secrets.rotate(ada, path, "third", new Idempotency(key, "two")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status().value()).isEqualTo(422);
                    assertThat(problem.code()).isEqualTo("idempotency-key-reused");
                });
        assertThat(ledger.size()).isEqualTo(size);
    }

    @Test
    void anotherValueUnderTheSameKeyIsAnotherRequestThoughNoFingerprintTellsIt() {
        SecretPath path = new SecretPath("repeat/another-value");
        secrets.write(ada, path, "first");
        Idempotency key = new Idempotency(new StreamName("request", "ada/value"), "same");
        secrets.rotate(ada, path, "second", key);
        secrets.rotate(ada, path, "third");
        long size = ledger.size();

        assertThat(secrets.rotate(ada, path, "second", key).answer().secret().version())
                .isEqualTo(3);
        for (String other : List.of("third", "first", "secondly", "s")) {
            assertThatThrownBy(() -> secrets.rotate(ada, path, other, key))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("idempotency-key-reused"));
        }
        assertThat(ledger.size()).isEqualTo(size);
    }

    @Test
    void theSameRequestManyTimesAtOnceAppendsOnce() {
        SecretPath path = new SecretPath("repeat/at-once");
        secrets.write(ada, path, "first");
        Idempotency key = new Idempotency(new StreamName("request", "ada/3"), "same");
        List<Receipt<Change>> receipts = AtOnce.all(WRITERS, i -> secrets.rotate(ada, path, "second", key));

        assertThat(receipts)
                .extracting(Receipt::position)
                .containsOnly(receipts.getFirst().position());
        assertThat(written(path)).containsExactly(1, 2);
    }

    @Test
    void whereNothingWasToBeAppendedTheReceiptTellsWhatWasKnown() {
        SecretPath path = new SecretPath("nothing/new");
        long written = secrets.write(ada, path, "value");
        Receipt<Change> receipt = ledger.service
                .commands()
                .send(new SecretCommand.Restore(path, null, ada.provenance(), Instant.now(), null));

        assertThat(receipt.position()).isGreaterThanOrEqualTo(written).isLessThan(ledger.size());
    }

    @Test
    void theStreamOfTheSecretOwnsItsEvents() {
        SecretPath path = new SecretPath("owner/of");
        Idempotency key = new Idempotency(new StreamName("request", "ada/4"), "same");
        secrets.write(ada, path, "first");
        long rotated = secrets.rotate(ada, path, "second", key).position();
        List<RecordedEvent> ours = ledger.events(0).stream()
                .filter(event -> event.event() instanceof SecretEvent change
                        && change.path().equals(path))
                .toList();

        assertThat(ours)
                .extracting(RecordedEvent::tag)
                .hasSize(2)
                .containsOnly(ours.getFirst().tag());
        assertThat(ours.getLast().position()).isEqualTo(rotated);
    }

    private List<Integer> written(SecretPath path) {
        return ledger.events(0).stream()
                .filter(event -> event.type() == EventType.SECRET_WRITTEN || event.type() == EventType.SECRET_ROTATED)
                .map(event -> (SecretEvent) event.event())
                .filter(event -> event.path().equals(path))
                .map(SecretEvent::version)
                .toList();
    }
}
