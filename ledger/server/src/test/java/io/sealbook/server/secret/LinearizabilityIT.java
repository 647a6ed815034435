package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.seal.Keyring;
import io.sealbook.server.OtherJvm;
import io.sealbook.server.secret.History.Operation;
import io.sealbook.server.secret.History.Outcome;
import io.sealbook.store.LedgerCheck;
import io.sealbook.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of three replicas compare and set the same few secrets while replicas are killed. */
class LinearizabilityIT {
    private static final int REPLICAS = 3;
    private static final int KILLS = Boolean.getBoolean("sealbook.soak") ? 60 : 6;
    private static final long SEED = 20_261_122;

    @TempDir
    Path directory;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final TestDatabase database = TestDatabase.fresh();
    private final String ledger = database.ledger();

    @BeforeEach
    void makeKeys() {
        Keyring.openOrCreate(directory.resolve("keyring"));
    }

    @Test
    void whateverIsKilledEverySecretGoesFromStateToStateInOneOrder() throws Exception {
        Random chance = new Random(SEED);
        List<Process> replicas = new ArrayList<>();
        try {
            for (int i = 0; i < REPLICAS; i++) {
                replicas.add(replica());
            }
            for (int kill = 0; kill < KILLS; kill++) {
                awaitMore(40 + chance.nextInt(60));
                int victim = chance.nextInt(REPLICAS);
                kill(replicas.get(victim));
                replicas.set(victim, replica());
            }
            awaitMore(50);
        } finally {
            for (Process replica : replicas) {
                kill(replica);
            }
        }
        List<List<Operation>> histories = histories();
        for (List<Operation> history : histories) {
            assertThat(new History(history).violation()).isEmpty();
        }
        System.out.printf(
                "linearizability: %d kills, %d operations, %d written, %d refused, %d without an answer%n",
                KILLS,
                histories.stream().mapToInt(List::size).sum(),
                count(histories, Outcome.WRITTEN),
                count(histories, Outcome.REFUSED),
                count(histories, Outcome.UNKNOWN));
        assertThat(count(histories, Outcome.REFUSED)).as("they did contend").isPositive();
        LedgerCheck.verify(database);
    }

    /** The writer has taken a lock when it asks for conflicts, and finds nothing any more; whoever decides sees all. */
    @Test
    void withoutTheAppendConditionTheCheckFindsAViolation() throws Exception {
        database.execute("alter table ledger.event_tag enable row level security");
        database.execute("create policy written on ledger.event_tag for insert with check (true)");
        database.execute("create policy read on ledger.event_tag for select"
                + " using (pg_current_xact_id_if_assigned() is null)");
        List<Process> replicas = new ArrayList<>();
        try {
            for (int i = 0; i < REPLICAS; i++) {
                replicas.add(replica());
            }
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> histories().stream()
                            .map(history -> new History(history).violation())
                            .anyMatch(Optional::isPresent));
        } finally {
            for (Process replica : replicas) {
                kill(replica);
            }
        }
    }

    private Process replica() throws IOException {
        return OtherJvm.start(
                ReplicaProcess.class,
                List.of(
                        database.owner().host(),
                        Integer.toString(database.owner().port()),
                        database.owner().database(),
                        ledger,
                        directory.resolve("keyring").toString()),
                said::add);
    }

    private static void kill(Process replica) throws InterruptedException {
        assertThat(replica.isAlive()).as("nobody else killed it").isTrue();
        assertThat(replica.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitMore(int answers) {
        long now = answers();
        await().atMost(Duration.ofSeconds(60)).until(() -> answers() >= now + answers);
    }

    private long answers() {
        return said.stream().filter(line -> line.contains("written")).count();
    }

    // A call without an answer, and one whose answer was cut off by the kill, is in doubt; such a reading told nothing.
    private List<List<Operation>> histories() {
        Map<String, String[]> calls = new HashMap<>();
        List<List<Operation>> histories = new ArrayList<>();
        for (int i = 0; i < ReplicaProcess.SECRETS; i++) {
            histories.add(new ArrayList<>());
        }
        for (String line : said) {
            String[] words = line.split(" ", -1);
            switch (words.length < 3 ? "" : words[2]) {
                case "reads", "writes" -> calls.put(words[0], words);
                case "read", "written", "refused" ->
                    add(histories, Objects.requireNonNull(calls.remove(words[0])), words);
                default -> {}
            }
        }
        calls.values().stream()
                .filter(call -> call[2].equals("writes") && call.length == 5)
                .forEach(call -> histories
                        .get(Integer.parseInt(call[3]))
                        .add(new Operation(
                                Outcome.UNKNOWN, Integer.parseInt(call[4]), Long.parseLong(call[1]), Long.MAX_VALUE)));
        return histories;
    }

    private static void add(List<List<Operation>> histories, String[] call, String[] answer) {
        Outcome outcome = switch (answer[2]) {
            case "read" -> Outcome.READ;
            case "written" -> Outcome.WRITTEN;
            default -> Outcome.REFUSED;
        };
        int state = Integer.parseInt(outcome == Outcome.READ ? answer[3] : call[4]);
        histories
                .get(Integer.parseInt(call[3]))
                .add(new Operation(outcome, state, Long.parseLong(call[1]), Long.parseLong(answer[1])));
    }

    private static long count(List<List<Operation>> histories, Outcome outcome) {
        return histories.stream()
                .flatMap(List::stream)
                .filter(one -> one.outcome() == outcome)
                .count();
    }
}
