package io.sealbook.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.KeyId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.StreamName;
import io.sealbook.proof.Disclosure;
import io.sealbook.proof.Leaf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reading the ledger and its tree, over a ledger of a size that is no power of two. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadersTest {
    private static final int SIZE = 77;
    private static final int KEY = 75;
    private static final DeploymentId WEB = new DeploymentId("01935000-0000-7000-8000-000000000001");

    private TestLedger ledger;
    private HikariDataSource pool;
    private LedgerLog log;

    @BeforeAll
    void open() {
        ledger = new TestLedger();
        pool = ledger.database.as(LedgerSchema.LEDGER_ROLE).pool(2);
        log = new LedgerLog(ledger.id, pool);
        try (LedgerEngine engine = ledger.engine()) {
            Pen pen = new Pen(engine);
            pen.append(new AlarmRaised(AlarmRaised.Kind.TOKEN_REPLAYED, new TokenId("tokentokentoken1"), WEB, "twice"));
            for (int i = 1; i < SIZE; i++) {
                pen.append(i == KEY ? key() : Samples.read("path/" + i % 3));
            }
        }
    }

    @AfterAll
    void close() {
        pool.close();
        ledger.close();
    }

    @Test
    void eventsComeInOrderAndPageByPage() {
        List<RecordedEvent> all = new ArrayList<>();
        for (long from = 0; from < SIZE; from += 10) {
            all.addAll(ledger.reader.read(from, 10));
        }
        assertThat(all)
                .extracting(RecordedEvent::position)
                .isSorted()
                .hasSize(SIZE)
                .doesNotHaveDuplicates();
        assertThat(ledger.reader.read(SIZE, 10)).isEmpty();
        assertThat(ledger.reader.size()).isEqualTo(SIZE);
    }

    @Test
    void whatWasAppendedIsWhatIsRead() {
        RecordedEvent event = ledger.reader.read(1, 1).getFirst();

        assertThat(event.event()).isEqualTo(Samples.read("path/1"));
        assertThat(event.provenance()).isEqualTo(Pen.ADA);
    }

    @Test
    void aStreamHasItsOwnEventsAndThoseThatNameIt() {
        assertThat(ledger.reader.readStream(StreamName.of(new SecretPath("path/1")), ledger.pseudonyms, 0, 100))
                .hasSize(26)
                .allMatch(event -> event.event().equals(Samples.read("path/1")));
        assertThat(ledger.reader.readStream(StreamName.of(WEB), ledger.pseudonyms, 0, 100))
                .extracting(RecordedEvent::position)
                .containsExactly(0L);
        assertThat(ledger.reader.readStream(StreamName.of(new SecretPath("path/1")), ledger.pseudonyms, 70, 1))
                .hasSize(1);
        assertThat(ledger.reader.readStream(StreamName.of(new SecretPath("nobody")), ledger.pseudonyms, 0, 100))
                .isEmpty();
    }

    @Test
    void theRootIsThatOfTheExportedLeaves() {
        List<byte[]> leaves = new ArrayList<>();
        List<byte[]> page = log.leaves(0, 10);
        while (!page.isEmpty()) {
            leaves.addAll(page);
            page = log.leaves(leaves.size(), 10);
        }
        assertThat(leaves).hasSize(SIZE);
        assertThat(log.head().root()).isEqualTo(LedgerCheck.root(leaves));
        assertThat(log.rootOver(50)).isEqualTo(LedgerCheck.root(leaves.subList(0, 50)));
    }

    @Test
    void everyEventIsFoundByItsIdAndNoOther() {
        for (RecordedEvent event : ledger.reader.read(0, SIZE)) {
            LedgerLog.Entry entry = log.find(event.id()).orElseThrow();
            assertThat(entry.position()).isEqualTo(event.position());
            assertThat(new String(entry.leaf(), StandardCharsets.US_ASCII))
                    .contains(event.id().toString());
        }
        assertThat(log.find(new UUID(1, 1))).isEmpty();
    }

    @Test
    void leavesTellNoNames() {
        for (byte[] leaf : log.leaves(0, SIZE)) {
            assertThat(new String(leaf, StandardCharsets.US_ASCII))
                    .doesNotContain("path/")
                    .doesNotContain("192.0.2");
        }
    }

    @Test
    void whatAStrangerIsToldOfAnEventIsWhatItsLeafCommitsTo() {
        EventDisclosures.Disclosed told = disclosures().at(KEY).orElseThrow();
        Leaf leaf = Leaf.read(told.leaf());

        assertThat(told.event()).isEqualTo(ledger.reader.read(KEY, 1).getFirst().id());
        assertThat(told.leaf()).isEqualTo(log.leaves(KEY, 1).getFirst());
        assertThat(told.disclosures())
                .map(Disclosure::read)
                .allMatch(field -> field.isIn(leaf))
                .extracting(Disclosure::name)
                .containsExactlyInAnyOrder("account", "key", "purpose", "expiresAt", "actor", "requestId", "from");
        assertThat(disclosures().at(SIZE)).isEmpty();
        assertThat(disclosures().at(-1)).isEmpty();
    }

    private EventDisclosures disclosures() {
        return new EventDisclosures(ledger.id, pool, ledger.metadataSeal);
    }

    // Its digest stays inside.
    private static LedgerEvent key() {
        return new AccountEvent.KeyCreated(
                new AccountId("ci"),
                new KeyId("keykeykeykeykey1"),
                AccountEvent.Purpose.ACCESS,
                Instant.parse("2027-11-22T08:00:00Z"),
                Digest.of("the key"));
    }
}
