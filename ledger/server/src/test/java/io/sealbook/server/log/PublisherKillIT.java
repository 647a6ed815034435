package io.sealbook.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.Verify;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.OtherJvm;
import io.sealbook.server.log.PublisherProcess.Kill;
import io.sealbook.server.log.PublisherProcess.When;
import io.sealbook.server.log.PublisherProcess.Write;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerCheck;
import io.sealbook.store.LedgerLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas share a log while events are appended, and the one that publishes is killed before and after each of its
 * writes, and within some. Whatever was signed or was about to be is over the same entries, and the other goes on.
 */
class PublisherKillIT {
    private static final int WRITERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Due from the start of a replica that is alone: at its first pass, which makes up for what the last one owed.
    private static final List<Kill> ONE_AFTER_THE_OTHER = List.of(
            new Kill(Write.RECORD, When.AFTER),
            new Kill(Write.RECORD, When.WITHIN),
            new Kill(Write.CHECKPOINT, When.AFTER),
            new Kill(Write.NOTE, When.AFTER));

    @TempDir
    Path directory;

    private final LiveLedger ledger = new LiveLedger();
    private final LedgerLog log = ledger.service.log();
    private final List<Replica> replicas = new ArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);

    private int kills;

    // Of all replicas that ever lived.
    private final Queue<String> records = new ConcurrentLinkedQueue<>();
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws InterruptedException {
        endAll();
        ledger.close();
    }

    @Test
    void aPublisherKilledAtAnyWriteNeverContradictsACheckpoint() throws Exception {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofVirtual().start(this::append));
        }
        try {
            for (Kill kill : Kill.all().toList()) {
                replace();
                await().atMost(PATIENCE).until(this::somebodyPublishes);
                for (Replica replica : replicas) {
                    replica.due(kill);
                }
                await().atMost(PATIENCE).until(() -> replicas.stream().anyMatch(replica -> replica.diedOf(kill)));
                for (Replica replica : replicas) {
                    replica.spare();
                }
            }
            killOneAfterTheOther();
        } finally {
            enough.countDown();
            for (Thread writer : writers) {
                assertThat(writer.join(PATIENCE)).isTrue();
            }
        }
        await().atMost(PATIENCE).until(this::isAllCovered);
        endAll();
        requireOneHistory();
        requireProvedByTiles(directory.resolve("log"));
        LedgerCheck.verify(ledger.database);
    }

    // Two at any time; and the log as it was on the disk when one was killed proves what it shows.
    private void replace() throws Exception {
        for (Replica dead : replicas.stream().filter(Replica::isGone).toList()) {
            dead.requireKilled();
            requireProvedByTiles(directory.resolve("seen-" + dead.process.pid()));
            replicas.remove(dead);
            kills++;
        }
        while (replicas.size() < 2) {
            replicas.add(new Replica());
        }
    }

    private boolean somebodyPublishes() {
        return replicas.stream().anyMatch(replica -> replica.published && !replica.isGone());
    }

    private void killOneAfterTheOther() throws Exception {
        replace();
        await().atMost(PATIENCE).until(this::somebodyPublishes);
        endAll();
        for (Kill kill : ONE_AFTER_THE_OTHER) {
            Replica replica = new Replica(kill.toString());
            replicas.add(replica);
            await().atMost(PATIENCE).until(() -> replica.diedOf(kill));
        }
        replace();
    }

    private void endAll() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.end();
        }
        replicas.clear();
    }

    private boolean isAllCovered() {
        return log.published().map(LedgerLog.Published::size).orElse(-1L)
                == log.head().size();
    }

    private void append() {
        LogAlarm alarm = new LogAlarm(ledger.service.commands(), Clock.systemUTC());
        while (enough.getCount() > 0) {
            alarm.raise("one event of many");
        }
    }

    // Said before it was signed or published, so that nothing that anybody might have seen is missing.
    private void requireOneHistory() {
        List<Checkpoint> checkpoints = new ArrayList<>();
        records.forEach(record -> checkpoints.add(Checkpoint.read(record)));
        notes.forEach(note -> checkpoints.add(Checkpoint.verified(
                SignedNote.read(note), PublisherProcess.signer().verifier())));
        List<byte[]> leaves = log.leaves(0, Integer.MAX_VALUE / 2);
        for (Checkpoint checkpoint : checkpoints) {
            assertThat(checkpoint.root()).isEqualTo(LedgerCheck.root(leaves.subList(0, (int) checkpoint.size())));
        }
        System.out.printf(
                "publishers: %d kills, %d checkpoints promised, %d signed, over %d events%n",
                kills, records.size(), notes.size(), leaves.size());
        assertThat(notes).as("each replica signed").hasSizeGreaterThan(kills);
        assertThat(troubles).isEmpty();
    }

    private static void requireProvedByTiles(Path published) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
        String key = PublisherProcess.signer().verifier().written();
        int status = Verify.run(List.of("log", published.toString(), "--key", key), print, print);
        assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(Verify.PROVED);
    }

    /** A publisher in a process of its own, as this test hears it. */
    private final class Replica {
        private final Process process;
        private final PrintStream told;
        private volatile boolean published;
        private volatile String lastWords = "";

        /** @param kill due from the start, if any */
        Replica(String... kill) throws IOException {
            DatabaseLogin login = ledger.database.owner();
            List<String> arguments = new ArrayList<>(List.of(
                    login.host(), Integer.toString(login.port()), login.database(), ledger.id, directory.toString()));
            arguments.addAll(List.of(kill));
            process = OtherJvm.start(PublisherProcess.class, arguments, this::hear);
            told = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        private void hear(String line) {
            String[] said = line.split(" ", 2);
            switch (said[0]) {
                case "promises" -> records.add(decoded(said[1]));
                case "signs" -> {
                    notes.add(decoded(said[1]));
                    published = true;
                }
                case "dies" -> lastWords = said[1];
                default -> troubles.add(line);
            }
        }

        private static String decoded(String base64) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        }

        boolean diedOf(Kill kill) {
            return lastWords.equals(kill.toString());
        }

        boolean isGone() {
            return !lastWords.isEmpty() || !process.isAlive();
        }

        void due(Kill kill) {
            tell(kill.toString());
        }

        void spare() {
            tell(PublisherProcess.SPARED);
        }

        // Whoever is dead already hears nothing.
        private void tell(String line) {
            told.println(line);
        }

        void requireKilled() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE)).isTrue();
            assertThat(process.exitValue()).isEqualTo(PublisherProcess.KILLED);
            await().atMost(PATIENCE).until(() -> !lastWords.isEmpty());
        }

        void end() throws InterruptedException {
            assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
