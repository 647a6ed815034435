package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Publishes through a real broker, from a JVM that is killed again and again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorIT {
    private static final int KILLS = Boolean.getBoolean("sealbook.soak") ? 100 : 10;
    private static final int EVENTS = 1000 * KILLS;
    private static final List<MirrorProcess.Stop> STOPS = List.of(MirrorProcess.Stop.values());

    private final Broker broker = new Broker();
    private final House house = new House();
    private final Notary notary = new Notary(house);
    private int written;

    @BeforeAll
    void start() {
        broker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
        house.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyEventUnderACheckpointIsSeenOnceAndInOrderHoweverOftenThePublisherIsKilled() throws Exception {
        try (Follower seen = broker.follower("read_uncommitted");
                Follower committed = broker.follower("read_committed")) {
            for (int kill = 0; kill < KILLS; kill++) {
                MirrorProcess.Stop stop = STOPS.get(kill % STOPS.size());
                int enough = seen.poll().events().size() + 100 + 37 * (kill % 10);
                AtomicBoolean stopped = new AtomicBoolean();
                Process mirror = mirror(stop);
                Thread listener = Thread.ofVirtual().start(() -> {
                    if (mirror.inputReader(StandardCharsets.UTF_8).lines().anyMatch("stopped dead"::equals)) {
                        stopped.set(true);
                    }
                });
                await().atMost(Duration.ofMinutes(2)).until(() -> {
                    writeAheadOf(seen.poll());
                    return stop == MirrorProcess.Stop.NOWHERE ? seen.events().size() >= enough : stopped.get();
                });
                mirror.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                assertThat(listener.join(Duration.ofSeconds(10))).isTrue();
                requireEventsUnderEveryCheckpoint(committed);
                requireNothingBeyondTheNewestCheckpoint(seen);
                System.out.printf("mirror: kill %d, %s, then covered up to %d%n", kill + 1, stop, committed.covered());
            }
            while (written < EVENTS) {
                write(Math.min(100, EVENTS - written));
            }
            Process last = mirror(MirrorProcess.Stop.NOWHERE);
            try {
                requireAll(committed, notary.newest());
                requireNothingBeyondTheNewestCheckpoint(seen);
                requireAll(committed, notary.sign());
                assertThat(notary.newest()).isEqualTo(EVENTS);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> seen.poll().events().size() >= EVENTS);
                assertThat(seen.events())
                        .as("some of the killed left open transactions behind")
                        .hasSizeGreaterThan(EVENTS);
                System.out.printf(
                        "mirror: %d kills, %d events seen once and in order, %d checkpoints over them,"
                                + " %d events of broken transactions hidden%n",
                        KILLS,
                        committed.events().size(),
                        committed.checkpoints().size(),
                        seen.events().size() - EVENTS);
            } finally {
                last.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    // A checkpoint moves on while the mirror is on its way to it, and some committed events are never covered yet.
    private void writeAheadOf(Follower seen) {
        if (seen.reached() + 100 >= notary.newest() && written < EVENTS - 200) {
            write(35 + written % 70);
            notary.sign();
            write(7);
        }
    }

    private void write(int events) {
        house.append(House.ADA, Instant.now(), Histories.reads(events));
        written += events;
    }

    // Nobody is left who could publish more: what a checkpoint promises is there, or was never made to be.
    private static void requireEventsUnderEveryCheckpoint(Follower committed) {
        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(20))
                .until(() -> committed.poll().events().size() >= committed.covered());
    }

    private void requireNothingBeyondTheNewestCheckpoint(Follower seen) {
        assertThat(seen.poll().events()).allMatch(event -> Follower.sequence(event) < notary.newest());
    }

    private void requireAll(Follower committed, long size) {
        await().atMost(Duration.ofMinutes(2)).until(() -> committed.poll().covered() >= size);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(5))
                .until(() -> committed.poll().events().size() == size);
        committed.requireAllUpTo(size, notary);
    }

    private Process mirror(MirrorProcess.Stop stop) {
        DatabaseLogin login = house.database.as(LedgerSchema.PROJECTIONS_ROLE);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MirrorProcess.class.getName(),
                login.host(),
                Integer.toString(login.port()),
                login.database(),
                house.keyring.toString(),
                house.ledger,
                broker.address(),
                stop.name());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
