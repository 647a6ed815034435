package io.sealbook.projections.mirror;

import io.sealbook.projections.loop.Loop;
import io.sealbook.store.AdvisoryLock;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.RecordedEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every event that a signed checkpoint covers to Kafka, in the order of the ledger, each exactly once for whoever
 * reads committed records, and the checkpoint in the transaction of the last event under it. After any end of a process it
 * goes on from where the topics themselves stop. Nothing that may not leave the ledger is in what it publishes.
 */
public final class Mirror implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final int BATCH = 500;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final DataSource database;
    private final LedgerReader reader;
    private final LedgerLog log;
    private final HeadSignal signal;
    private final Map<String, Object> clients;
    private final int partitions;
    private final int batch;
    private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
    private final Loop loop;

    /** @param database connections without a pool: the mirror keeps one, for its lock */
    public Mirror(
            MirrorProperties properties, DataSource database, LedgerReader reader, LedgerLog log, HeadSignal signal) {
        this(properties, database, reader, log, signal, BATCH, Mirror::producer);
    }

    Mirror(
            MirrorProperties properties,
            DataSource database,
            LedgerReader reader,
            LedgerLog log,
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
        this.log = log;
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
        Topic events = new Topic(Topic.EVENTS, clients, reader.ledger());
        Topic checkpoints = new Topic(Topic.CHECKPOINTS, clients, reader.ledger());
        events.ensure(partitions);
        checkpoints.ensure(1);
        Producer<byte[], byte[]> producer = producers.apply(transactional());
        try {
            producer.initTransactions(); // ends whatever a predecessor left open, one way or the other
            Reach reach = Reach.of(events.last(), checkpoints.last());
            LOG.info("publishing to Kafka from position {} on, after the checkpoint {}", reach.next(), reach.covered());
            while (!loop.isClosed()) {
                require(lock);
                long heard = signal.covered(); // asked first: a checkpoint after the question must end the wait
                Optional<SignedCheckpoint> newest =
                        log.published().map(SignedCheckpoint::read).filter(reach::lacks);
                if (newest.isPresent()) {
                    reach = publish(producer, lock, reach, newest.get());
                } else {
                    signal.awaitCoveredMoreThan(heard, LOOK_EVERY);
                }
                loop.succeeded();
            }
        } finally {
            producer.close(CLOSE_WITHIN);
        }
    }

    // Newer checkpoints wait until this one is out: behind a ledger that never rests, none would be reached otherwise.
    private Reach publish(
            Producer<byte[], byte[]> producer, Connection lock, Reach reached, SignedCheckpoint checkpoint)
            throws SQLException {
        Reach reach = reached;
        while (reach.lacks(checkpoint) && !loop.isClosed()) {
            require(lock);
            Reach further = reach.towards(checkpoint, batch);
            publish(producer, reach, further, checkpoint);
            reach = further;
            loop.succeeded();
        }
        return reach;
    }

    private void publish(Producer<byte[], byte[]> producer, Reach reach, Reach further, SignedCheckpoint checkpoint) {
        List<RecordedEvent> events = events(reach.next(), further.next());
        producer.beginTransaction();
        // A send that fails makes the commit fail.
        for (RecordedEvent event : events) {
            var _ = producer.send(CloudEvent.of(event, reader.ledger()));
        }
        if (further.covered() > reach.covered()) {
            var _ = producer.send(CloudEvent.of(checkpoint, reader.ledger()));
        }
        // The commit point: before it no reader of committed records sees any of them, after it they see all.
        // Whether it happened is never remembered here; the topics are asked.
        producer.commitTransaction();
    }

    private List<RecordedEvent> events(long from, long to) {
        if (from == to) {
            return List.of();
        }
        List<RecordedEvent> events = reader.read(from, (int) (to - from));
        if (events.size() != to - from
                || events.getFirst().position() != from
                || events.getLast().position() != to - 1) {
            throw new IllegalStateException("the ledger has a gap after position " + from + ", under a checkpoint");
        }
        return events;
    }

    private static void require(Connection lock) throws SQLException {
        if (!lock.isValid((int) LOOK_EVERY.toSeconds())) {
            throw new SQLException("the mirror lost its lock");
        }
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
