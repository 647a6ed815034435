package io.sealbook.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.NoteSigner;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.Verify;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.log.Publication.Outcome;
import io.sealbook.store.BreakingDatabase;
import io.sealbook.store.BreakingDatabase.Fault;
import io.sealbook.store.BreakingDatabase.When;
import io.sealbook.store.LedgerCheck;
import io.sealbook.store.LedgerFrozenException;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is signed is true for ever: whatever breaks, and whoever restores, rewrites or flips a bit. */
class PublicationTest {
    private static final String ORIGIN = "sealbook.example/log";
    private static final NoteSigner SIGNER = NoteSigner.of(ORIGIN, new byte[32]);

    @TempDir
    Path directory;

    private final Set<String> seen = new HashSet<>();
    private final LiveLedger ledger = new LiveLedger();
    private int accounts;

    @BeforeEach
    void found() throws IOException {
        assertThat(publication().check()).isEqualTo(new Outcome.Covered(0));
        append(ledger, 3);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aCheckpointCoversWhatIsCommittedAndAStrangerCanCheckIt() throws IOException {
        Publication publication = publication();
        for (int events : List.of(1, 5, 250, 260)) {
            append(ledger, events);
            long size = ledger.size();
            assertThat(publication.publish()).isEqualTo(new Outcome.Covered(size));
            verify(size);
        }
        assertThat(directory.resolve("log/tile/0/000.p"))
                .as("outgrown partial tiles")
                .doesNotExist();
    }

    @Test
    void nothingNewSignsNothingNew() throws IOException {
        Publication publication = publication();
        publication.publish();
        String before = Files.readString(directory.resolve("log/checkpoint"));
        assertThat(publication.publish()).isEqualTo(new Outcome.Covered(ledger.size()));
        assertThat(publication().publish()).isEqualTo(new Outcome.Covered(ledger.size()));
        assertThat(directory.resolve("log/checkpoint")).hasContent(before);
    }

    @ParameterizedTest
    @EnumSource
    void everyWriteToTheDiskMayFail(When when) throws IOException {
        boolean failed = true;
        for (int call = 1; failed; call++) {
            append(ledger, 90);
            FailingDisk disk = new FailingDisk(call, when);
            failed = fails(() -> publication(ledger.service.log(), disk).publish());
            remember();
            assertThat(publication().publish()).isEqualTo(new Outcome.Covered(ledger.size()));
            verify(ledger.size());
        }
        assertThat(accounts).as("writes that failed").isGreaterThan(5 * 90);
    }

    @ParameterizedTest
    @EnumSource
    void everyCallToTheDatabaseMayFail(When when) throws IOException {
        BreakingDatabase database = new BreakingDatabase(
                ledger.database.as(LedgerSchema.LEDGER_ROLE).direct());
        LedgerLog log = new LedgerLog(ledger.id, database);
        boolean failed = true;
        for (int call = 1; failed; call++) {
            append(ledger, 5);
            database.breakAt(Fault.lost(call, when));
            failed = fails(() -> publication(log, Disk::durably).publish());
            remember();
            database.breakAt(Fault.lost(Integer.MAX_VALUE, when));
            assertThat(publication(log, Disk::durably).publish()).isEqualTo(new Outcome.Covered(ledger.size()));
            verify(ledger.size());
        }
        assertThat(accounts).as("calls that failed").isGreaterThan(4 * 5);
    }

    @Test
    void aFlippedBitStopsSigningAndIsNamedUntilItIsMended() throws Exception {
        Publication publication = publication();
        publication.publish();
        String before = Files.readString(directory.resolve("log/checkpoint"));
        append(ledger, 4);
        long position = ledger.size() - 2;
        flip(position);
        assertThat(publication.publish())
                .isInstanceOfSatisfying(
                        Outcome.Halted.class,
                        halted -> assertThat(halted.reason()).contains("position " + position + " "));
        assertThat(directory.resolve("log/checkpoint")).hasContent(before);
        flip(position);
        assertThat(publication.publish()).isEqualTo(new Outcome.Covered(ledger.size()));
        verify(ledger.size());
    }

    @Test
    void aStoredRootThatTheLeavesDoNotMakeStopsSigning() throws IOException {
        publication().publish();
        append(ledger, 1);
        ledger.database.execute("update ledger.ledger_head set root = sha256(root)");
        assertThat(publication().publish()).isInstanceOf(Outcome.Halted.class);
    }

    @Test
    void aTileThatSomebodyChangedStopsSigning() throws IOException {
        append(ledger, 300);
        publication().publish();
        Path tile = directory.resolve("log/tile/1/000.p/1");
        byte[] bytes = Files.readAllBytes(tile);
        bytes[10] ^= 1;
        Files.write(tile, bytes);
        append(ledger, 1);
        assertThat(publication().publish())
                .isInstanceOfSatisfying(
                        Outcome.Halted.class,
                        halted -> assertThat(halted.reason()).contains("tile/1/000.p/1"));
    }

    @Test
    void lostTilesAreMadeAgainFromTheLedger() throws IOException {
        append(ledger, 300);
        publication().publish();
        try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(PublicationTest::delete);
        }
        append(ledger, 1);
        assertThat(publication().publish()).isEqualTo(new Outcome.Covered(ledger.size()));
        verify(ledger.size());
    }

    @Test
    void aDatabaseThatWasRolledBackIsFrozenAndAnOperatorMayThawIt() throws IOException {
        try (LiveLedger backup = ledger.restored()) {
            append(ledger, 5);
            publication().publish();
            Publication restored = publication(backup.service.log(), Disk::durably);
            assertThat(restored.publish())
                    .isInstanceOfSatisfying(
                            Outcome.Frozen.class,
                            frozen -> assertThat(frozen.reason()).contains("rolled back"));
            long size = backup.size();
            assertThatThrownBy(() -> append(backup, 1)).isInstanceOf(LedgerFrozenException.class);
            assertThat(backup.size()).isEqualTo(size);
            // As docs/operate tells the owner of the database.
            backup.database.execute("update ledger.ledger_head set frozen = null");
            append(backup, 1);
            assertThat(restored.publish()).isInstanceOf(Outcome.Frozen.class);
        }
    }

    @Test
    void aHistoryThatForkedIsFrozenHoweverFarItWent() throws IOException {
        for (int further : List.of(5, 6, 300)) {
            try (LiveLedger backup = ledger.restored()) {
                append(ledger, 5);
                publication().publish();
                append(backup, further);
                assertThat(publication(backup.service.log(), Disk::durably).publish())
                        .isInstanceOfSatisfying(
                                Outcome.Frozen.class,
                                frozen -> assertThat(frozen.reason())
                                        .contains("are not those that a checkpoint was signed over"));
                assertThatThrownBy(() -> append(backup, 1)).isInstanceOf(LedgerFrozenException.class);
            }
        }
    }

    @Test
    void aForkIsSeenEvenWhenTheTilesAreLost() throws IOException {
        try (LiveLedger backup = ledger.restored()) {
            append(ledger, 5);
            publication().publish();
            append(backup, 9);
            Files.move(directory.resolve("log"), directory.resolve("elsewhere"));
            assertThat(publication(backup.service.log(), Disk::durably).publish())
                    .isInstanceOf(Outcome.Frozen.class);
        }
    }

    @Test
    void aLedgerWithoutItsRecordIsFrozen() throws IOException {
        publication().publish();
        Files.delete(directory.resolve("last-checkpoint"));
        assertThat(publication().publish())
                .isInstanceOfSatisfying(
                        Outcome.Frozen.class,
                        frozen -> assertThat(frozen.reason()).contains("is missing"));
    }

    @Test
    void aLedgerThatIsOlderThanItsLogBeginsItNow() throws IOException {
        Files.delete(directory.resolve("last-checkpoint"));
        assertThat(publication().publish()).isEqualTo(new Outcome.Covered(ledger.size()));
        verify(ledger.size());
    }

    @Test
    void aRecordOlderThanWhatWasPublishedIsNoRecord() throws IOException {
        publication().publish();
        String old = Files.readString(directory.resolve("last-checkpoint"));
        append(ledger, 5);
        publication().publish();
        Files.writeString(directory.resolve("last-checkpoint"), old);
        assertThat(publication().publish())
                .isInstanceOfSatisfying(
                        Outcome.Frozen.class,
                        frozen -> assertThat(frozen.reason()).contains("the record was rolled back"));
    }

    @Test
    void ofTwoThatPublishAtOnceOneSigns() throws IOException {
        Publication one = publication();
        Publication other = publication(ledger.service.log(), (file, bytes) -> {
            one.publish();
            Disk.durably(file, bytes);
        });
        one.publish();
        append(ledger, 5);
        assertThatThrownBy(other::publish).hasMessageContaining("somebody else");
        verify(ledger.size());
    }

    private Publication publication() {
        return publication(ledger.service.log(), Disk::durably);
    }

    private Publication publication(LedgerLog log, Disk disk) {
        return new Publication(
                log,
                new TileFiles(directory.resolve("log"), disk),
                new LastCheckpoint(directory.resolve("last-checkpoint"), disk),
                SIGNER);
    }

    private void append(LiveLedger to, int events) {
        for (int i = 0; i < events; i++) {
            assertThat(to.service
                            .founding()
                            .ensure(new AccountId("account-" + ++accounts), Actor.Kind.SERVICE, List.of(), List.of()))
                    .isTrue();
        }
    }

    // Everything that was ever signed is a beginning of the ledger as it is.
    private void verify(long size) {
        remember();
        List<byte[]> leaves = ledger.service.log().leaves(0, Integer.MAX_VALUE / 2);
        for (String note : seen) {
            Checkpoint checkpoint = Checkpoint.verified(SignedNote.read(note), SIGNER.verifier());
            assertThat(checkpoint.root()).isEqualTo(LedgerCheck.root(leaves.subList(0, (int) checkpoint.size())));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = Verify.run(
                List.of(
                        "log",
                        directory.resolve("log").toString(),
                        "--key",
                        SIGNER.verifier().written()),
                print,
                print);
        assertThat(status).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(Verify.PROVED);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("size " + size);
        assertThat(ledger.service.log().published().orElseThrow().size()).isEqualTo(size);
    }

    private void remember() {
        new TileFiles(directory.resolve("log"), Disk::durably).checkpoint().ifPresent(seen::add);
        ledger.service.log().published().ifPresent(published -> seen.add(published.note()));
    }

    private void flip(long position) throws SQLException {
        try (Connection connection = ledger.database.superuser().direct().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update ledger.event set leaf = set_bit(leaf, 77, 1 - get_bit(leaf, 77)) where position = ?")) {
            update.setLong(1, position);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private interface Pass {
        Outcome run() throws IOException;
    }

    private static boolean fails(Pass pass) {
        try {
            pass.run();
            return false;
        } catch (IOException | LedgerUnavailableException broken) {
            return true;
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails once, at this write, before or after it took effect: as a full disk does, or a kill between two writes. */
    private static final class FailingDisk implements Disk {
        private final When when;
        private int left;

        FailingDisk(int call, When when) {
            this.left = call;
            this.when = when;
        }

        @Override
        public void replace(Path file, byte[] bytes) throws IOException {
            left--;
            if (left == 0 && when == When.BEFORE) {
                throw new IOException("no space left");
            }
            Disk.durably(file, bytes);
            if (left == 0) {
                throw new IOException("the power is gone");
            }
        }
    }
}
