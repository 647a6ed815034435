package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.SignedNote;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.RecordedEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One ledger and its two topics: each story adds to them, and after each the whole of both is checked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CoverageIT {
    private static final int BATCH = 2;

    private final Broker broker = new Broker();
    private final House house = new House();
    private final Notary notary = new Notary(house);

    @BeforeAll
    void start() {
        broker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
        house.close();
    }

    @AfterEach
    void bothTopicsAreWhole() {
        try (Follower committed = broker.follower("read_committed")) {
            awaitAll(committed, notary.newest());
            committed.requireAllUpTo(notary.newest(), notary);
        }
    }

    @Test
    void eventsWaitForTheCheckpointThatCoversThem() {
        try (Mirror _ = mirror();
                Follower committed = broker.follower("read_committed")) {
            write(3);
            long covered = notary.sign();
            awaitAll(committed, covered);
            write(5);
            requireSilence(committed);
            awaitAll(committed, notary.sign());
            assertThat(committed.events()).hasSize((int) covered + 5);
        }
    }

    @Test
    void theLastEventAndTheCheckpointOverItAreVisibleTogether() {
        write(2 * BATCH + 1);
        long size = notary.sign();
        Function<Map<String, Object>, Producer<byte[], byte[]>> broken = failing(
                true,
                call -> call instanceof ProducerRecord<?, ?> record
                        && record.topic().equals(Topic.CHECKPOINTS));
        try (Follower committed = broker.follower("read_committed")) {
            try (Mirror _ = mirror(broken)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> committed.poll().events().size() >= size - 1);
                requireSilence(committed);
            }
            assertThat(committed.events()).hasSize((int) size - 1);
            assertThat(committed.covered()).isLessThan(size);
            try (Mirror _ = mirror()) {
                awaitAll(committed, size);
            }
        }
    }

    @Test
    void aCheckpointThatIsMissingOverEventsThatAreThereIsPublishedAlone() throws InterruptedException {
        write(4);
        publishAsTheFirstVersionDid();
        long size = notary.sign();
        try (Mirror _ = mirror();
                Follower committed = broker.follower("read_committed")) {
            awaitAll(committed, size);
            assertThat(committed.events()).hasSize((int) size);
        }
    }

    @Test
    void eventsThatRanAheadOfTheCheckpointsWaitForThem() throws InterruptedException {
        long covered = notary.sign();
        write(3);
        publishAsTheFirstVersionDid();
        try (Mirror _ = mirror();
                Follower committed = broker.follower("read_committed")) {
            awaitAll(committed, covered);
            requireSilence(committed);
            write(2);
            awaitAll(committed, notary.sign());
            assertThat(committed.events()).hasSize((int) covered + 5);
        }
    }

    @Test
    void aCheckpointThatCannotBeReadCoversNothing() {
        try (Mirror _ = mirror();
                Follower committed = broker.follower("read_committed")) {
            long covered = notary.sign();
            awaitAll(committed, covered);
            write(1);
            notary.publish(covered + 1, "no note");
            requireSilence(committed);
            notary.publish(covered + 1, notary.note(covered));
            requireSilence(committed);
            awaitAll(committed, notary.sign());
        }
    }

    @ParameterizedTest(name = "{0} of {1}, {2} it took effect")
    @CsvSource({
        "initTransactions, , before",
        "initTransactions, , after",
        "beginTransaction, , before",
        "beginTransaction, , after",
        "send, sealbook.events.v1, before",
        "send, sealbook.events.v1, after",
        "send, sealbook.checkpoints.v1, before",
        "send, sealbook.checkpoints.v1, after",
        "commitTransaction, , before",
        "commitTransaction, , after"
    })
    void aCallToTheBrokerThatFailsOnceLosesAndRepeatsNothing(String call, String topic, String when) {
        write(2 * BATCH + 1);
        long size = notary.sign();
        AtomicBoolean failed = new AtomicBoolean();
        Function<Map<String, Object>, Producer<byte[], byte[]>> once = failing(
                when.equals("before"),
                found -> (found instanceof ProducerRecord<?, ?> record
                                ? call.equals("send") && record.topic().equals(topic)
                                : call.equals(found))
                        && failed.compareAndSet(false, true));
        try (Mirror _ = mirror(once);
                Follower committed = broker.follower("read_committed")) {
            awaitAll(committed, size);
            assertThat(failed).isTrue();
        }
    }

    @Test
    void recordsAreCloudEventsWithNothingInside() {
        LedgerEvent[] events = {
            Histories.written("prod/db", 1), Histories.issued(Histories.token(), Histories.deployment(), 1)
        };
        int last = (int) house.append(events);
        long size = notary.sign();
        try (Mirror _ = mirror();
                Follower reader = broker.follower("read_committed")) {
            awaitAll(reader, size);
            ConsumerRecord<byte[], byte[]> written = reader.events().get(last - 1);
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
            assertThat(Follower.header(written, "ce_specversion")).isEqualTo("1.0");
            assertThat(Follower.header(written, "ce_source")).isEqualTo("/ledgers/" + house.ledger);
            assertThat(Follower.header(written, "ce_type")).isEqualTo("io.sealbook.secret.written.v1");
            assertThat(Follower.header(written, "ce_subject")).isEqualTo("prod/db");
            assertThat(Follower.header(written, "content-type")).isEqualTo("application/json");
            assertThat(new String(written.key(), StandardCharsets.UTF_8)).matches("[0-9a-f]{32}");
            assertThat(Follower.text(written))
                    .isEqualTo("{\"actor\":{\"id\":\"ada\",\"kind\":\"person\"},\"description\":{\"labels\":{}},"
                            + "\"from\":\"192.0.2.7\",\"path\":\"prod/db\",\"requestId\":\"request-1\","
                            + "\"revision\":1,\"version\":1}");
            assertThat(Follower.text(reader.events().get(last)))
                    .contains("\"generation\":1")
                    .doesNotContain("digest");
        }
    }

    @Test
    void aCheckpointIsACloudEventThatHoldsItsNote() {
        write(1);
        long size = notary.sign();
        try (Mirror _ = mirror();
                Follower reader = broker.follower("read_committed")) {
            awaitAll(reader, size);
            ConsumerRecord<byte[], byte[]> checkpoint = reader.checkpoints().getLast();
            assertThat(Stream.of(checkpoint.headers().toArray()).map(Header::key))
                    .containsExactlyInAnyOrder(
                            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_sequence", "content-type");
            assertThat(Follower.header(checkpoint, "ce_specversion")).isEqualTo("1.0");
            assertThat(Follower.header(checkpoint, "ce_id")).isEqualTo("checkpoint-" + size);
            assertThat(Follower.header(checkpoint, "ce_source")).isEqualTo("/ledgers/" + house.ledger);
            assertThat(Follower.header(checkpoint, "ce_type")).isEqualTo("io.sealbook.checkpoint.signed.v1");
            assertThat(Follower.header(checkpoint, "ce_sequence")).isEqualTo("%020d".formatted(size));
            assertThat(Follower.header(checkpoint, "content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(new String(checkpoint.key(), StandardCharsets.UTF_8)).isEqualTo(Notary.ORIGIN);
            assertThat(Checkpoint.verified(SignedNote.read(Follower.text(checkpoint)), notary.key())
                            .size())
                    .isEqualTo(size);
        }
    }

    private void write(int events) {
        house.append(House.ADA, Instant.now(), Histories.reads(events));
    }

    private Mirror mirror() {
        return mirror(Mirror::producer);
    }

    private Mirror mirror(Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
        return new Mirror(
                broker.properties(),
                house.direct(),
                house.reader,
                new LedgerLog(house.ledger, house.pool),
                house.signal,
                BATCH,
                producers);
    }

    // Every committed event, covered or not, and no checkpoint.
    private void publishAsTheFirstVersionDid() throws InterruptedException {
        Topic topic = new Topic(Topic.EVENTS, Map.of("bootstrap.servers", broker.address()), house.ledger);
        topic.ensure(1);
        try (Producer<byte[], byte[]> producer = Mirror.producer(
                Map.of("bootstrap.servers", broker.address(), "transactional.id", "sealbook-mirror-" + house.ledger))) {
            producer.initTransactions();
            long next = Reach.of(topic.last(), OptionalLong.empty()).next();
            producer.beginTransaction();
            for (RecordedEvent event : house.reader.read(next, 1000)) {
                var _ = producer.send(CloudEvent.of(event, house.ledger));
            }
            producer.commitTransaction();
        }
    }

    private static void awaitAll(Follower follower, long size) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        follower.poll().covered() >= size && follower.events().size() >= size);
    }

    private static void requireSilence(Follower committed) {
        int events = committed.poll().events().size();
        int checkpoints = committed.checkpoints().size();
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> {
            committed.poll();
            return committed.events().size() == events
                    && committed.checkpoints().size() == checkpoints;
        });
    }

    /** Producers of which a call fails, before or after it took effect: named by its method, a send by its record. */
    private static Function<Map<String, Object>, Producer<byte[], byte[]>> failing(
            boolean before, Predicate<Object> here) {
        return properties -> {
            Producer<byte[], byte[]> real = Mirror.producer(properties);
            @SuppressWarnings("unchecked")
            Producer<byte[], byte[]> failing = (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    CoverageIT.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, parameters) -> {
                        Object call = method.getName().equals("send") ? parameters[0] : method.getName();
                        boolean fails = here.test(call);
                        if (fails && before) {
                            throw new KafkaException("the test broke a call before it took effect");
                        }
                        try {
                            Object result = method.invoke(real, parameters);
                            if (fails) {
                                throw new KafkaException("the test broke a call after it took effect");
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    });
            return failing;
        };
    }
}
