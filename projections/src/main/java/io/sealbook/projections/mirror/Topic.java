package io.sealbook.projections.mirror;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic that one ledger fills with records of growing sequence, and what can be learned from it. */
final class Topic {
    static final String EVENTS = "sealbook.events.v1";
    static final String CHECKPOINTS = "sealbook.checkpoints.v1";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_LOOK_BACK = 64;
    private static final long NONE = -1;

    private final String name;
    private final Map<String, Object> clients;
    private final String source;

    /** @param clients properties that all Kafka clients share */
    Topic(String name, Map<String, Object> clients, String ledger) {
        this.name = name;
        this.clients = Map.copyOf(clients);
        this.source = CloudEvent.source(ledger);
    }

    /** Makes the topic if it is missing: nothing in it ever expires, because consumers may start at any time. */
    void ensure(int partitions) throws InterruptedException {
        NewTopic wanted = new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(Map.of("retention.ms", "-1", "retention.bytes", "-1", "cleanup.policy", "delete"));
        try (Admin admin = Admin.create(clients)) {
            if (!admin.listTopics()
                    .names()
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .contains(name)) {
                admin.createTopics(List.of(wanted)).all().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("cannot make the topic " + name, e);
            }
        } catch (TimeoutException e) {
            throw new KafkaException("the brokers do not answer", e);
        }
    }

    /**
     * The highest committed sequence in the topic; empty if there never was one. Ask only after the producer has settled
     * what its predecessor left open, or a record could be counted as missing that is about to be committed.
     */
    OptionalLong last() {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(readCommitted(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name, DEADLINE).stream()
                    .map(each -> new TopicPartition(name, each.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, DEADLINE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, DEADLINE);
            // Sequences grow from transaction to transaction, so all before the highest committed one are settled.
            long last = NONE;
            boolean expired = false;
            for (TopicPartition partition : partitions) {
                long begin = begins.getOrDefault(partition, 0L);
                expired |= begin > 0;
                last = Math.max(last, last(consumer, partition, begin, ends.getOrDefault(partition, 0L)));
            }
            if (last == NONE && expired) {
                throw new IllegalStateException("all records of the topic " + name
                        + " have expired, so it cannot tell where to go on: let none expire, or delete the topic");
            }
            return last == NONE ? OptionalLong.empty() : OptionalLong.of(last);
        }
    }

    private Map<String, Object> readCommitted() {
        Map<String, Object> properties = new HashMap<>(clients);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        // All that is asked for is there already; a fetch that waits for more would only hold up the close.
        properties.put("fetch.max.wait.ms", "50");
        return properties;
    }

    // The end of a partition may be markers and aborted records: look back further until there is a committed one.
    private long last(Consumer<byte[], byte[]> consumer, TopicPartition partition, long begin, long end) {
        consumer.assign(List.of(partition));
        for (long back = FIRST_LOOK_BACK; ; back *= 8) {
            long from = Math.max(begin, end - back);
            consumer.seek(partition, from);
            long last = NONE;
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(POLL)) {
                    last = Math.max(last, sequence(found));
                }
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("the end of the topic " + name + " cannot be read in time");
                }
            }
            if (last != NONE || from == begin) {
                return last;
            }
        }
    }

    private long sequence(ConsumerRecord<byte[], byte[]> found) {
        Header origin = found.headers().lastHeader(CloudEvent.SOURCE);
        Header sequence = found.headers().lastHeader(CloudEvent.SEQUENCE);
        if (origin == null || sequence == null || !source.equals(text(origin))) {
            throw new IllegalStateException("the topic " + name + " holds records that are not of this ledger");
        }
        return Long.parseLong(text(sequence));
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
