package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A plain consumer of both topics that keeps whatever it is given. */
final class Follower implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> checkpoints = new ArrayList<>();
    private long reached = -1;

    Follower(String brokers, String isolation) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false",
                        "fetch.max.wait.ms",
                        "50"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(Set.of(new TopicPartition(Topic.EVENTS, 0), new TopicPartition(Topic.CHECKPOINTS, 0)));
    }

    Follower poll() {
        for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(50))) {
            if (found.topic().equals(Topic.EVENTS)) {
                events.add(found);
                reached = Math.max(reached, sequence(found));
            } else {
                checkpoints.add(found);
            }
        }
        return this;
    }

    List<ConsumerRecord<byte[], byte[]>> events() {
        return events;
    }

    List<ConsumerRecord<byte[], byte[]>> checkpoints() {
        return checkpoints;
    }

    /** The highest position of an event; -1 before the first. */
    long reached() {
        return reached;
    }

    /** The size of the last checkpoint; -1 before the first. */
    long covered() {
        return checkpoints.isEmpty() ? -1 : sequence(checkpoints.getLast());
    }

    /** That so many events were seen, once and in order, and ever greater checkpoints of this notary up to that size. */
    void requireAllUpTo(long size, Notary notary) {
        assertThat(events.stream().map(record -> header(record, "ce_sequence")))
                .containsExactlyElementsOf(
                        LongStream.range(0, size).mapToObj("%020d"::formatted).toList());
        assertThat(covered()).isEqualTo(size);
        for (int i = 0; i < checkpoints.size(); i++) {
            long covers = sequence(checkpoints.get(i));
            assertThat(covers).isGreaterThan(i == 0 ? -1 : sequence(checkpoints.get(i - 1)));
            assertThat(text(checkpoints.get(i))).isEqualTo(notary.note(covers));
        }
    }

    static long sequence(ConsumerRecord<byte[], byte[]> record) {
        return Long.parseLong(String.valueOf(header(record, "ce_sequence")));
    }

    static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
