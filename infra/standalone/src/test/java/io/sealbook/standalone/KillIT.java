package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.event.AccountEvent;
import io.sealbook.proof.Leaf;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.RecordedEvent;
import io.sealbook.store.TreeReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that appends is killed with SIGKILL again and again. */
class KillIT {
    private static final int KILLS = Boolean.getBoolean("sealbook.soak") ? 200 : 20;
    private static final long SEED = 20_261_122;

    @Test
    void everyAcknowledgedEventSurvivesEveryKill(@TempDir Path data) throws Exception {
        Random chance = new Random(SEED);
        Set<String> acknowledged = new HashSet<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            int before = acknowledged.size();
            writeUntilKilled(data, 5 + chance.nextInt(200), acknowledged);
            assertThat(acknowledged.size())
                    .as("acknowledged before kill %s", kill)
                    .isGreaterThan(before);
        }
        check(data, acknowledged);
    }

    private static void writeUntilKilled(Path data, int acknowledgements, Set<String> acknowledged) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProcess.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/writing.log").toFile()))
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int enough = acknowledged.size() + acknowledgements;
            while (acknowledged.size() < enough) {
                String line = lines.readLine();
                assertThat(line).as("see target/writing.log").isNotNull();
                acknowledge(line, acknowledged);
            }
            process.toHandle().destroyForcibly(); // SIGKILL; unlike Process itself, it leaves the pipe open
            // What it said before it died counts as well, but for a last line without an end.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledge(line, acknowledged);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void acknowledge(String line, Set<String> acknowledged) {
        if (line.matches("[0-9A-Za-z]{16}")) {
            acknowledged.add(line);
        }
    }

    private static void check(Path data, Set<String> acknowledged) {
        Settings settings = new Settings(data, InetAddress.getLoopbackAddress(), 1, Optional.empty(), Optional.empty());
        DataDirectory directory = DataDirectory.at(data);
        try (Database database = Database.open(settings, directory)) {
            DataSource keys = database.as(LedgerSchema.KEYS_ROLE).direct();
            DataSource ledger = database.as(LedgerSchema.LEDGER_ROLE).direct();
            LedgerReader reader = new LedgerReader(
                    database.ledger(), ledger, new MetadataSeal(Keyring.open(directory.keyring()), keys));
            Set<String> stored = new HashSet<>();
            long next = 0;
            for (List<RecordedEvent> page = reader.read(0, 5000); !page.isEmpty(); page = reader.read(next, 5000)) {
                for (RecordedEvent event : page) {
                    assertThat(event.position()).isEqualTo(next++);
                    if (event.event() instanceof AccountEvent.KeyCreated created) {
                        stored.add(created.key().value());
                    }
                }
            }
            assertThat(stored).containsAll(acknowledged);
            assertThat(reader.size()).isEqualTo(next);
            checkRoot(ledger, next);
        }
    }

    // RFC 9162 §2.1.1, straight from its definition; shares no code with what appends.
    private static void checkRoot(DataSource ledger, long size) {
        List<byte[]> leaves = new ArrayList<>();
        TreeReader tree = new TreeReader(ledger);
        for (List<byte[]> page = tree.leaves(0, 5000); !page.isEmpty(); page = tree.leaves(leaves.size(), 5000)) {
            leaves.addAll(page);
        }
        assertThat(leaves).hasSize((int) size);
        for (int i = 0; i < leaves.size(); i++) {
            assertThat(Leaf.read(leaves.get(i)).position()).isEqualTo(i);
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
