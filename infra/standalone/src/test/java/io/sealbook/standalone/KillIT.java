package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.Sensitive;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.Leaf;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.VerifierKey;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.RecordedEvent;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service is killed with SIGKILL, again and again, while secrets are written over HTTP and signed. */
class KillIT {
    private static final int KILLS = Boolean.getBoolean("sealbook.soak") ? 200 : 20;
    private static final int WRITERS = 8;
    private static final long SEED = 20_261_122;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Integer> surprises = ConcurrentHashMap.newKeySet();
    private final AtomicInteger written = new AtomicInteger();
    private final List<String> signed = new ArrayList<>();

    @Test
    void everyAcknowledgedWriteSurvivesEveryKill(@TempDir Path data) throws Exception {
        Random chance = new Random(SEED);
        Sensitive key;
        String logKeys;
        try (ServedProcess service = ServedProcess.start(data)) {
            key = service.newKey(
                    "writer",
                    "{\"effect\":\"allow\",\"actions\":[\"secret:write\",\"value:read\"],"
                            + "\"paths\":[\"kill/**\"]}");
            logKeys = service.get("/v1/log/keys", key);
            service.stop();
        }
        for (int kill = 1; kill <= KILLS; kill++) {
            int enough = acknowledged.size() + 5 + chance.nextInt(100);
            try (ServedProcess service = ServedProcess.start(data)) {
                List<Thread> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(Thread.ofVirtual().start(() -> writeUntilKilled(service, key)));
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> acknowledged.size() >= enough || !surprises.isEmpty());
                signed.add(service.get("/log/checkpoint", key));
                service.kill();
                for (Thread writer : writers) {
                    assertThat(writer.join(Duration.ofSeconds(60))).isTrue();
                }
                assertThat(surprises).isEmpty();
            }
        }
        try (ServedProcess service = ServedProcess.start(data)) {
            for (String name : acknowledged) {
                assertThat(service.get("/v1/values/kill/" + name, key)).contains("\"value of " + name + "\"");
            }
        }
        Matcher logKey = Pattern.compile("\"key\":\"([^\"]+)\"").matcher(logKeys);
        assertThat(logKey.find()).isTrue();
        checkTheLedger(data, VerifierKey.read(logKey.group(1)));
    }

    private void writeUntilKilled(ServedProcess service, Sensitive key) {
        while (true) {
            String name = "s" + written.incrementAndGet();
            Optional<Integer> status =
                    service.put("/v1/secrets/kill/" + name, "{\"value\":\"value of " + name + "\"}", key);
            if (status.isEmpty()) {
                return;
            }
            if (status.get() != 201) {
                surprises.add(status.get());
                return;
            }
            acknowledged.add(name);
        }
    }

    private void checkTheLedger(Path data, VerifierKey logKey) {
        DataDirectory directory = DataDirectory.at(data);
        try (Database database = Database.open(TestSettings.in(data), directory)) {
            DataSource keys = database.as(LedgerSchema.KEYS_ROLE).direct();
            DataSource ledger = database.as(LedgerSchema.LEDGER_ROLE).direct();
            LedgerReader reader = new LedgerReader(
                    database.ledger(), ledger, new MetadataSeal(Keyring.open(directory.keyring()), keys));
            Set<String> stored = new HashSet<>();
            long next = 0;
            for (List<RecordedEvent> page = reader.read(0, 5000); !page.isEmpty(); page = reader.read(next, 5000)) {
                for (RecordedEvent event : page) {
                    assertThat(event.position()).isEqualTo(next++);
                    if (event.event() instanceof SecretEvent.Written secret) {
                        stored.add(secret.path().value().substring("kill/".length()));
                    }
                }
            }
            assertThat(stored).containsAll(acknowledged);
            assertThat(reader.size()).isEqualTo(next);
            checkTheRoots(ledger, next, logKey);
        }
    }

    // RFC 9162 §2.1.1, straight from its definition; shares no code with what appends. Every checkpoint that was ever
    // seen is over the same entries.
    private void checkTheRoots(DataSource ledger, long size, VerifierKey logKey) {
        List<byte[]> leaves = new ArrayList<>();
        LedgerLog tree = new LedgerLog(LedgerReader.ledgerIn(ledger), ledger);
        for (List<byte[]> page = tree.leaves(0, 5000); !page.isEmpty(); page = tree.leaves(leaves.size(), 5000)) {
            leaves.addAll(page);
        }
        assertThat(leaves).hasSize((int) size);
        for (int i = 0; i < leaves.size(); i++) {
            assertThat(Leaf.read(leaves.get(i)).position()).isEqualTo(i);
        }
        for (String note : signed) {
            Checkpoint checkpoint = Checkpoint.verified(SignedNote.read(note), logKey);
            assertThat(root(leaves.subList(0, (int) checkpoint.size()))).isEqualTo(checkpoint.root());
        }
        try (Connection connection = ledger.getConnection();
                ResultSet row = connection.createStatement().executeQuery("select root from ledger.ledger_head")) {
            row.next();
            assertThat(root(leaves)).isEqualTo(row.getBytes(1));
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] root(List<byte[]> entries) {
        if (entries.size() == 1) {
            return sha256(new byte[] {0}, entries.getFirst());
        }
        int split = Integer.highestOneBit(entries.size() - 1);
        return sha256(new byte[] {1}, root(entries.subList(0, split)), root(entries.subList(split, entries.size())));
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
