package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.sealbook.api.Actor;
import io.sealbook.api.Plaintext;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.proof.Tile;
import io.sealbook.proof.Verify;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.LedgerService;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.store.EventDisclosures;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerEventMessage;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerTags;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Strangers judge the published log with tools of their own: the programs of {@code audit-ui/test/strangers.mjs}, and
 * our offline verifier beside them. They accept it as it is, and refuse it with one byte flipped.
 */
class StrangersIT {
    /** Not a multiple of 256, so that partial tiles take part. */
    private static final int SIZE = 70_100;

    private static final int AT_ONCE = 2_000;
    private static final int TOLD = 200;
    private static final long SEED = 20_261_122;
    private static final String SIGSTORE = "@sigstore/verify";
    private static final String SD_JWT = "@sd-jwt/utils";
    private static final String HASHES = "node:crypto";
    private static final String CANONICAL = "canonicalize";
    private static final Provenance ADA = new Provenance(new Actor("ada", Actor.Kind.PERSON), "request-1", "192.0.2.7");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path data;

    private static Path log;
    private static Path told;
    private static String key;

    @BeforeAll
    static void publish() throws Exception {
        DataDirectory directory = DataDirectory.at(data.resolve("sealbook"));
        try (Database database = Database.open(TestSettings.in(directory.root()), directory);
                LedgerService ledger = new LedgerService(
                        database.ledger(),
                        database.as(LedgerSchema.LEDGER_ROLE),
                        database.as(LedgerSchema.KEYS_ROLE),
                        database.keyring(),
                        Clock.systemUTC());
                TransparencyLog published = ledger.publish(directory.log(database.ledger()))) {
            append(ledger);
            log = directory.log(database.ledger()).directory();
            key = published.key().written();
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(log.resolve("checkpoint"))
                            && Files.readAllLines(log.resolve("checkpoint"))
                                    .get(1)
                                    .equals(String.valueOf(SIZE)));
            told = Files.write(data.resolve("told"), tell(database));
        }
    }

    private static void append(LedgerService ledger) throws Exception {
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletableFuture<?>> appended = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            free.acquire();
            appended.add(append(ledger, i).whenComplete((_, _) -> free.release()));
        }
        CompletableFuture.allOf(appended.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    // Of sixteen events one is a write, with its sealed value.
    private static CompletableFuture<?> append(LedgerService ledger, int i) {
        SecretPath path = new SecretPath("app-" + i % 97 + "/db");
        UUID id = UUID.randomUUID();
        if (i % 16 != 0) {
            return append(ledger.engine(), id, new SecretEvent.Read(path, 1, null, null), null);
        }
        LedgerEvent written = new SecretEvent.Written(path, 1, 1, Description.EMPTY);
        try (Plaintext value = Plaintext.owning(("value " + i).getBytes(StandardCharsets.US_ASCII))) {
            String type = LedgerEventMessage.type(written).name();
            return append(
                    ledger.engine(),
                    id,
                    written,
                    ledger.valueSeal()
                            .seal(
                                    value,
                                    ledger.engine().sealContext(written.stream().toString(), id, type)));
        }
    }

    private static CompletableFuture<?> append(
            LedgerEngine engine, UUID id, LedgerEvent event, @Nullable SealedValue value) {
        LedgerEventMessage message = new LedgerEventMessage(id, event, ADA, Instant.now(), value, null);
        return engine.appendEvents(
                        AppendCondition.none(),
                        null,
                        List.of(new GenericTaggedEventMessage<>(message, new LedgerTags().resolve(message))))
                .thenCompose(transaction -> transaction.commit(null));
    }

    // None of the entries that a byte is flipped in.
    private static List<String> tell(Database database) {
        List<String> lines = new ArrayList<>();
        try (HikariDataSource reading =
                database.as(LedgerSchema.PROJECTIONS_ROLE).pool(2)) {
            EventDisclosures disclosures =
                    new EventDisclosures(database.ledger(), reading, new MetadataSeal(database.keyring(), reading));
            Random random = new Random(SEED);
            for (int i = 0; i < TOLD; i++) {
                int index = random.nextInt(SIZE / Tile.FULL) * Tile.FULL + 1 + random.nextInt(Tile.FULL - 1);
                disclosures.at(index).orElseThrow().disclosures().forEach(field -> lines.add(index + " " + field));
            }
        }
        return lines;
    }

    @Test
    void strangersAcceptTheLogAndWhatTheyAreTold() throws Exception {
        assertThat(tools())
                .containsExactly(
                        "accepted by " + SIGSTORE,
                        "accepted by " + CANONICAL,
                        "accepted by " + HASHES,
                        "accepted by " + SD_JWT);
        assertThat(verify()).isEqualTo(Verify.PROVED);
    }

    /** Where a byte is flipped. */
    enum Place {
        ENTRY,
        ORDER_OF_MEMBERS,
        HASH,
        ROOT,
        SIGNATURE,
        DISCLOSURE
    }

    @ParameterizedTest
    @EnumSource
    void strangersRejectOneFlippedByte(Place place) throws Exception {
        Random random = new Random(SEED + place.name().hashCode());
        Path file = file(place, random.nextInt(SIZE / Tile.FULL));
        byte[] genuine = Files.readAllBytes(file);
        byte[] flipped = genuine.clone();
        flipped[at(place, new String(genuine, StandardCharsets.ISO_8859_1), random)] ^= 1;
        Files.write(file, flipped);
        try {
            assertThat(tools())
                    .containsAll(seenBy(place).stream()
                            .map(tool -> "REJECTED by " + tool)
                            .toList());
            assertThat(verify()).isEqualTo(place == Place.DISCLOSURE ? Verify.PROVED : Verify.DISPROVED);
        } finally {
            Files.write(file, genuine);
        }
    }

    private static List<String> seenBy(Place place) {
        return switch (place) {
            case ENTRY, HASH, ROOT -> List.of(SIGSTORE, HASHES);
            case ORDER_OF_MEMBERS -> List.of(SIGSTORE, HASHES, CANONICAL);
            case SIGNATURE -> List.of(SIGSTORE);
            case DISCLOSURE -> List.of(SD_JWT);
        };
    }

    private static Path file(Place place, int tile) {
        String name = String.format(Locale.ROOT, "%03d", tile);
        return switch (place) {
            case ENTRY, ORDER_OF_MEMBERS -> log.resolve("tile/entries/" + name);
            case HASH -> log.resolve("tile/0/" + name);
            case ROOT, SIGNATURE -> log.resolve("checkpoint");
            case DISCLOSURE -> told;
        };
    }

    private static int at(Place place, String text, Random random) {
        return switch (place) {
            case ENTRY -> text.indexOf("\"sd\"") + 10 + random.nextInt(500);
            case ORDER_OF_MEMBERS -> text.indexOf("\"seq\"") + 1; // "req" would stand before "sd"
            case HASH -> random.nextInt(text.length());
            case ROOT -> text.indexOf('\n', text.indexOf('\n') + 1) + 1 + random.nextInt(40);
            case SIGNATURE -> letter(text, text.length() - 80 + random.nextInt(40));
            case DISCLOSURE -> text.indexOf(' ') + 1 + random.nextInt(40);
        };
    }

    // One that is still a letter when it is flipped: so the note can be read, and only its signature is wrong.
    private static int letter(String text, int from) {
        int at = from;
        while (!Character.isLetter(text.charAt(at)) || !Character.isLetter(text.charAt(at) ^ 1)) {
            at++;
        }
        return at;
    }

    /** What each tool says, without the rest of its line. */
    private static List<String> tools() throws Exception {
        Process program = new ProcessBuilder("node", "test/strangers.mjs", log.toString(), key, told.toString())
                .directory(Path.of("../../audit-ui").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            List<String> lines =
                    program.inputReader().lines().peek(System.out::println).toList();
            assertThat(program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return lines.stream().map(line -> line.replaceFirst(": .*", "")).toList();
        } finally {
            program.destroyForcibly();
        }
    }

    private static int verify() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        return Verify.run(List.of("log", log.toString(), "--key", key), out, out);
    }
}
