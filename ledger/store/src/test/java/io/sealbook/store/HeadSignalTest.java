package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadSignalTest {
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
        ledger.close();
    }

    @Test
    void whoWaitsIsToldSoonAfterACommit() throws InterruptedException {
        assertThat(ledger.signal.awaitMoreThan(-1, Duration.ofSeconds(10))).isTrue();
        assertThat(ledger.signal.size()).isZero();
        new Pen(engine).append(Samples.read("a"));

        assertThat(ledger.signal.awaitMoreThan(0, Duration.ofSeconds(10))).isTrue();
        assertThat(ledger.signal.size()).isEqualTo(1);
    }

    @Test
    void whoWaitsForACheckpointIsToldSoonAfterItIsPublished() throws InterruptedException {
        new Pen(engine).append(Samples.read("a"));
        assertThat(ledger.signal.awaitMoreThan(0, Duration.ofSeconds(10))).isTrue();
        assertThat(ledger.signal.awaitCoveredMoreThan(-1, Duration.ofMillis(300)))
                .as("an event alone")
                .isFalse();
        new LedgerLog(ledger.id, ledger.database.as(LedgerSchema.LEDGER_ROLE).direct()).publish(1, "a note");

        assertThat(ledger.signal.awaitCoveredMoreThan(0, Duration.ofSeconds(10)))
                .isTrue();
        assertThat(ledger.signal.covered()).isEqualTo(1);
    }

    @Test
    void whoWaitsForNothingGoesOnInTime() throws InterruptedException {
        long started = System.nanoTime();

        assertThat(ledger.signal.awaitMoreThan(7, Duration.ofMillis(300))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isBetween(Duration.ofMillis(290), Duration.ofSeconds(9));
    }

    @Test
    void aListenerThatFailsDoesNotSilenceTheSignal() {
        AtomicInteger heard = new AtomicInteger();
        ledger.signal.onAdvance(() -> {
            throw new IllegalStateException("a listener of the test fails");
        });
        ledger.signal.onAdvance(heard::incrementAndGet);
        for (int i = 1; i <= 3; i++) {
            new Pen(engine).append(Samples.read("a"));
            int size = i;
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ledger.signal.size() == size);
        }
    }

    @Test
    void aLostConnectionIsReplaced() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ledger.signal.size() == 0);
        ledger.database.endConnections("query like '%ledger_head%'");
        new Pen(engine).append(Samples.read("a"));

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> ledger.signal.size() == 1);
    }

    @Test
    void theDatabaseConfirmsTheSizeAgainAndAgain() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> ledger.signal.confirmedAt().isPresent());
        long first = ledger.signal.confirmedAt().orElseThrow();

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> ledger.signal.confirmedAt().orElseThrow() - first > 0);
    }

    @Test
    void closingWakesWhoeverWaits() {
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                ledger.signal.awaitMoreThan(99, Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        ledger.signal.close();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !waiting.isAlive());
    }
}
