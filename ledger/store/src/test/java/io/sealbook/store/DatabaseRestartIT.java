package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.seal.KeysUnavailableException;
import io.sealbook.standalone.postgres.EmbeddedDatabase;
import io.sealbook.store.BreakingDatabase.Fault;
import io.sealbook.store.BreakingDatabase.When;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The database goes away and comes back: what was acknowledged is there, and everybody goes on by themselves. */
class DatabaseRestartIT {
    private static final int RESTARTS = Boolean.getBoolean("sealbook.soak") ? 30 : 3;
    private static final int WRITERS = 4;

    @Test
    void aServerThatIsStoppedAndStartedDuringAppendsLosesNothingThatWasAcknowledged() throws Exception {
        Path data = TestDatabase.directory();
        EmbeddedDatabase server = EmbeddedDatabase.start(data);
        TestLedger ledger = new TestLedger(TestDatabase.freshOn(server));
        Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger count = new AtomicInteger();
        try (LedgerEngine engine = ledger.engine()) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(Thread.ofPlatform().start(() -> write(engine, stop, count, acknowledged)));
            }
            for (int i = 0; i < RESTARTS; i++) {
                awaitMore(acknowledged);
                server.close();
                server = EmbeddedDatabase.start(data);
            }
            awaitMore(acknowledged);
            stop.set(true);
            for (Thread writer : writers) {
                assertThat(writer.join(Duration.ofSeconds(60))).isTrue();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ledger.signal.size() == LedgerCheck.verify(ledger.database));
            for (Map.Entry<Long, String> one : acknowledged.entrySet()) {
                assertThat(ledger.reader.read(one.getKey(), 1).getFirst().event())
                        .isEqualTo(Samples.read(one.getValue()));
            }
        } finally {
            ledger.close();
            server.close();
            FileSystemUtils.deleteRecursively(data);
        }
    }

    @Test
    void whereNobodyCanTellTheOutcomeNobodyIsToldThatItWorked() throws Exception {
        try (TestLedger ledger = new TestLedger()) {
            BreakingDatabase database = new BreakingDatabase(
                    ledger.database.as(LedgerSchema.LEDGER_ROLE).direct());
            try (LedgerEngine engine = ledger.engine(database, new LedgerEventCodec())) {
                new Pen(engine).append(Samples.read("before"));
                // With the partition known the commit is the third call.
                database.breakAt(new Fault(3, When.AFTER, "08006", true, true));

                assertThatThrownBy(() -> Pen.await(new Pen(engine).begin(Instant.now(), Samples.read("doubtful"))))
                        .isInstanceOf(LedgerUnavailableException.class);
                database.unreachable(false);

                // It had taken effect: its position is not given to anybody else.
                assertThat(new Pen(engine).append(Samples.read("after"))).isEqualTo(2);
                assertThat(LedgerCheck.verify(ledger.database)).isEqualTo(3);
            }
        }
    }

    private static void write(
            LedgerEngine engine, AtomicBoolean stop, AtomicInteger count, Map<Long, String> acknowledged) {
        Pen pen = new Pen(engine);
        while (!stop.get()) {
            String path = "restart/" + count.incrementAndGet();
            try {
                acknowledged.put(pen.append(Samples.read(path)), path);
            } catch (RuntimeException unavailable) {
                // Not acknowledged, so nothing is promised.
                assertThat(unavailable)
                        .isInstanceOfAny(LedgerUnavailableException.class, KeysUnavailableException.class);
            }
        }
    }

    private static void awaitMore(Map<Long, String> acknowledged) {
        int known = acknowledged.size();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > known + 200);
    }
}
