package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.store.DatabaseLogin;
import io.sealbook.store.LedgerSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Publishes through a real broker, from a JVM that is killed again and again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirrorIT {
    private static final int KILLS = Boolean.getBoolean("sealbook.soak") ? 100 : 10;
    private static final int EVENTS = 1000 * KILLS;
    private static final List<MirrorProcess.Stop> STOPS = List.of(MirrorProcess.Stop.values());

    private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
    private final House house = new House();
    private final Locale usual = Locale.getDefault();

    @BeforeAll
    void start() {
        // The broker of this version upper-cases words by the default locale and does not start in a Turkish one.
        Locale.setDefault(Locale.ROOT);
        broker.brokerProperties(Map.of(
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "auto.create.topics.enable", "false"));
        broker.afterPropertiesSet();
    }

    @AfterAll
    void stop() {
        broker.destroy();
        Locale.setDefault(usual);
        house.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyEventIsSeenOnceAndInOrderHoweverOftenThePublisherIsKilled() throws Exception {
        try (Reader seen = new Reader("read_uncommitted")) {
            for (int kill = 0; kill < KILLS; kill++) {
                Thread writer = Thread.ofVirtual().start(this::writeSome);
                MirrorProcess.Stop stop = STOPS.get(kill % STOPS.size());
                Process mirror = mirror(stop);
                try (BufferedReader output = mirror.inputReader(StandardCharsets.UTF_8)) {
                    if (stop == MirrorProcess.Stop.NOWHERE) {
                        int enough = seen.poll() + 100 + 37 * (kill % 10);
                        await().atMost(Duration.ofMinutes(2)).until(() -> seen.poll() >= enough);
                    } else {
                        assertThat(output.lines().anyMatch("stopped dead"::equals))
                                .isTrue();
                    }
                    mirror.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                }
                assertThat(writer.join(Duration.ofMinutes(1))).isTrue();
                System.out.printf("mirror: kill %d, %s%n", kill + 1, stop);
            }
            Process last = mirror(MirrorProcess.Stop.NOWHERE);
            try (Reader committed = new Reader("read_committed")) {
                await().atMost(Duration.ofMinutes(2)).until(() -> committed.poll() >= EVENTS);
                await().during(Duration.ofSeconds(1))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> committed.poll() == EVENTS);
                assertThat(committed.records().stream().map(record -> header(record, "ce_sequence")))
                        .containsExactlyElementsOf(LongStream.range(0, EVENTS)
                                .mapToObj("%020d"::formatted)
                                .toList());
                await().atMost(Duration.ofSeconds(10)).until(() -> seen.poll() >= EVENTS);
                assertThat(seen.records())
                        .as("some of the killed left open transactions behind")
                        .hasSizeGreaterThan(EVENTS);
                System.out.printf(
                        "mirror: %d kills, %d events seen once and in order, %d records of broken transactions hidden%n",
                        KILLS, committed.records().size(), seen.records().size() - EVENTS);
            } finally {
                last.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
        recordsAreCloudEventsWithNothingInside();
    }

    private void writeSome() {
        for (int written = 0; written < EVENTS / KILLS; written += 100) {
            house.append(House.ADA, Instant.now(), Histories.reads(100));
        }
    }

    private void recordsAreCloudEventsWithNothingInside() {
        LedgerEvent[] events = {
            Histories.written("prod/db", 1), Histories.issued(Histories.token(), Histories.deployment(), 1)
        };
        long last = house.append(events);
        MirrorProperties properties = new MirrorProperties(List.of(broker.getBrokersAsString()), 1, Map.of());
        try (Mirror _ = new Mirror(properties, house.direct(), house.reader, house.signal);
                Reader reader = new Reader("read_committed")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> reader.poll() > last);
            ConsumerRecord<byte[], byte[]> written = reader.records().get((int) last - 1);
            assertThat(Stream.of(written.headers().toArray()).map(Header::key))
                    .containsExactlyInAnyOrder(
                            "ce_specversion",
                            "ce_id",
                            "ce_source",
                            "ce_type",
                            "ce_time",
                            "ce_sequence",
                            "ce_subject",
                            "content-type");
            assertThat(header(written, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(written, "ce_source")).isEqualTo("/ledgers/" + house.ledger);
            assertThat(header(written, "ce_type")).isEqualTo("io.sealbook.secret.written.v1");
            assertThat(header(written, "ce_subject")).isEqualTo("prod/db");
            assertThat(header(written, "content-type")).isEqualTo("application/json");
            assertThat(new String(written.key(), StandardCharsets.UTF_8)).matches("[0-9a-f]{32}");
            assertThat(new String(written.value(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"actor\":{\"id\":\"ada\",\"kind\":\"person\"},\"description\":{\"labels\":{}},"
                            + "\"from\":\"192.0.2.7\",\"path\":\"prod/db\",\"requestId\":\"request-1\","
                            + "\"revision\":1,\"version\":1}");
            assertThat(new String(reader.records().get((int) last).value(), StandardCharsets.UTF_8))
                    .contains("\"generation\":1")
                    .doesNotContain("digest");
        }
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
                broker.getBrokersAsString(),
                stop.name());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** A plain consumer that keeps whatever it is given. */
    private final class Reader implements AutoCloseable {
        private final String isolation;
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        private @Nullable KafkaConsumer<byte[], byte[]> consumer;

        Reader(String isolation) {
            this.isolation = isolation;
        }

        List<ConsumerRecord<byte[], byte[]>> records() {
            return records;
        }

        int poll() {
            KafkaConsumer<byte[], byte[]> live = consumer;
            if (live == null) {
                live = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.getBrokersAsString(),
                                "isolation.level",
                                isolation,
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                live.assign(Set.of(new TopicPartition(Topic.NAME, 0)));
                consumer = live;
            }
            live.poll(Duration.ofMillis(50)).forEach(records::add);
            return records.size();
        }

        @Override
        public void close() {
            if (consumer != null) {
                consumer.close();
            }
        }
    }
}
