package io.sealbook.projections.mirror;

import io.sealbook.projections.loop.Loop;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every committed event to Kafka, in the order of the ledger, each exactly once for whoever reads committed
 * records: in transactions, and after any end of a process from where the topic itself stops. Nothing that may not leave
 * the ledger is in what it publishes.
 */
public final class Mirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final int BATCH = 500;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final DataSource database;
    private final LedgerReader reader;
    private final HeadSignal signal;
    private final Map<String, Object> clients;
    private final int partitions;
    private final int batch;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Loop loop;

    /** @param database connections without a pool: the mirror keeps one, for its lock */
    public Mirror(MirrorProperties properties, DataSource database, LedgerReader reader, HeadSignal signal) {
        this(properties, database, reader, signal, BATCH, Mirror::producer);
    }

    Mirror(
            MirrorProperties properties,
            DataSource database,
            LedgerReader reader,
            HeadSignal signal,
            int batch,
            Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
        Map<String, Object> shared = new HashMap<>(properties.properties());
        shared.put(
                "bootstrap.servers",
                String.join(",", properties.bootstrapServers() == null ? List.of() : properties.bootstrapServers()));
        this.clients = Map.copyOf(shared);
        this.partitions = properties.partitions();
        this.database = database;
        this.reader = reader;
        this.signal = signal;
        this.batch = batch;
        this.producers = producers;
        this.loop = new Loop(Thread.ofVirtual().name("sealbook-mirror"), "publishing to Kafka", this::run);
        loop.start();
    }

    static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void run() throws SQLException, InterruptedException {
        try (Connection lock = database.getConnection()) {
            // One publisher at a time. One that lost its lock unnoticed is fenced by its successor's transactional id.
            if (AdvisoryLock.take(lock, "sealbook mirror")) {
                publish(lock);
            } else {
                TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            }
        }
    }

    private void publish(Connection lock) throws SQLException, InterruptedException {
        Topic topic = new Topic(clients, reader.ledger());
        topic.ensure(partitions);
        Producer<byte[], byte[]> producer = producers.apply(transactional());
        try {
            producer.initTransactions(); // ends whatever a predecessor left open, one way or the other
            long next = topic.next();
            LOG.info("publishing to {} from position {} on", Topic.NAME, next);
            while (!loop.isClosed()) {
                if (!lock.isValid((int) LOOK_EVERY.toSeconds())) {
                    throw new SQLException("the mirror lost its lock");
                }
                List<RecordedEvent> events = reader.read(next, batch);
                if (events.isEmpty()) {
                    signal.awaitMoreThan(next, LOOK_EVERY);
                } else {
                    publish(producer, next, events);
                    next += events.size();
                }
                loop.succeeded();
            }
        } finally {
            producer.close(CLOSE_WITHIN);
        }
    }

    private void publish(Producer<byte[], byte[]> producer, long next, List<RecordedEvent> events) {
        if (events.getFirst().position() != next || events.getLast().position() != next + events.size() - 1) {
            throw new IllegalStateException("bug: the ledger has a gap after position " + next);
        }
        producer.beginTransaction();
        for (RecordedEvent event : events) {
            // A send that fails makes the commit fail.
            var _ = producer.send(CloudEvent.of(event, reader.ledger(), Topic.NAME));
        }
        // The commit point: before it no reader of committed records sees any of them, after it they see all.
        // Whether it happened is never remembered here; the topic is asked.
        producer.commitTransaction();
    }

    private Map<String, Object> transactional() {
        Map<String, Object> properties = new HashMap<>(clients);
        properties.put("transactional.id", "sealbook-mirror-" + reader.ledger());
        properties.put("enable.idempotence", "true");
        properties.put("acks", "all");
        properties.put("linger.ms", "0");
        return properties;
    }

    @Override
    public void close() {
        loop.close();
    }
}
