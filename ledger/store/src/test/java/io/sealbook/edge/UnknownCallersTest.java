package io.sealbook.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sealbook.api.Actor;
import io.sealbook.api.http.RefusalReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class UnknownCallersTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T08:00:00Z"));
    private final List<RefusalReport> recorded = new CopyOnWriteArrayList<>();
    private final UnknownCallers strangers = new UnknownCallers(recorded::add, new Wall(now), NEVER);

    @Test
    void oneEventStandsForAMinuteOfOneAddress() {
        for (int i = 0; i < 100; i++) {
            strangers.refused("192.0.2.1", "r" + i);
        }
        strangers.refused("192.0.2.2", "other");
        awaitRecorded(2);
        now.updateAndGet(t -> t.plusSeconds(59));
        strangers.refused("192.0.2.1", "still");
        now.updateAndGet(t -> t.plusSeconds(1));
        strangers.refused("192.0.2.1", "next");
        awaitRecorded(3);

        assertThat(recorded)
                .extracting(RefusalReport::from, RefusalReport::requestId, RefusalReport::count)
                .containsExactlyInAnyOrder(
                        tuple("192.0.2.1", "r0", 1), tuple("192.0.2.2", "other", 1), tuple("192.0.2.1", "next", 101));
        assertThat(recorded).extracting(RefusalReport::actor).containsOnly(Actor.UNKNOWN);
    }

    @Test
    void whoeverNeverComesBackIsCountedToTheEnd() {
        for (int i = 0; i < 7; i++) {
            strangers.refused("192.0.2.1", "r" + i);
        }
        strangers.refused("192.0.2.2", "once");
        awaitRecorded(2);
        strangers.endWindows();
        now.updateAndGet(t -> t.plusSeconds(60));
        strangers.endWindows();
        awaitRecorded(3);
        strangers.refused("192.0.2.1", "r7");
        now.updateAndGet(t -> t.plusSeconds(60));
        strangers.endWindows();
        awaitRecorded(4);
        now.updateAndGet(t -> t.plusSeconds(60));
        strangers.endWindows();
        strangers.refused("192.0.2.1", "r8");
        awaitRecorded(5);

        assertThat(recorded)
                .extracting(RefusalReport::from, RefusalReport::requestId, RefusalReport::count)
                .containsExactlyInAnyOrder(
                        tuple("192.0.2.1", "r0", 1),
                        tuple("192.0.2.2", "once", 1),
                        tuple("192.0.2.1", "r6", 6),
                        tuple("192.0.2.1", "r7", 1),
                        tuple("192.0.2.1", "r8", 1));
    }

    @Test
    void aFloodOfAddressesUsesBoundedMemoryAndSharesOneEntry() {
        for (int i = 0; i < 12_000; i++) {
            strangers.refused("2001:db8::" + Integer.toHexString(i), "r" + i);
        }
        awaitRecorded(10_001);
        now.updateAndGet(t -> t.plusSeconds(61));
        strangers.endWindows();
        awaitRecorded(10_002);
        strangers.refused("192.0.2.1", "later");
        awaitRecorded(10_003);

        assertThat(recorded)
                .filteredOn(report -> report.from() == null)
                .extracting(RefusalReport::count)
                .containsExactly(1, 1_999);
    }

    @Test
    void aRecorderThatFailsDoesNotReachTheCaller() {
        UnknownCallers unlucky = new UnknownCallers(
                report -> {
                    throw new IllegalStateException("the recorder of the test fails");
                },
                new Wall(now),
                NEVER);

        unlucky.refused(null, "r1");
    }

    private void awaitRecorded(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> recorded.size() >= count);
        assertThat(recorded).hasSize(count);
    }

    private static final class Wall extends Clock {
        private final AtomicReference<Instant> now;

        Wall(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
