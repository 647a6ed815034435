package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlacesTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static Thread started(Runnable body) {
        return Thread.ofVirtual().start(body);
    }

    private static void awaitQuiet(Thread... threads) {
        for (Thread thread : threads) {
            await().until(() -> thread.getState() == Thread.State.WAITING);
        }
    }

    @Test
    void whoComesBackFromARestGoesBeforeWhoIsNew() throws InterruptedException {
        Places places = new Places(1);
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        Thread resting = started(() -> {
            try (Places.Place place = places.take().orElseThrow()) {
                held.countDown();
                place.rest(LONG);
                order.add("back");
            }
        });
        held.await();
        // There is none before the other one rests.
        Places.Place taken = places.take().orElseThrow();
        LockSupport.unpark(resting);
        Thread fresh = started(() -> {
            try (Places.Place _ = places.take().orElseThrow()) {
                order.add("new");
            }
        });
        awaitQuiet(resting, fresh);
        taken.close();
        resting.join();
        fresh.join();
        assertThat(order).containsExactly("back", "new");
    }

    @Test
    void neverMoreHaveAPlaceThanThereAreAndAllGetOne() throws InterruptedException {
        Places places = new Places(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(_ -> started(() -> {
                    try (Places.Place place = places.take().orElseThrow()) {
                        for (int rests = 0; rests < 3; rests++) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            inside.decrementAndGet();
                            place.rest(Duration.ofMillis(1));
                        }
                        done.incrementAndGet();
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasValue(50);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void whoIsInterruptedWhileWaitingGetsNoneAndKeepsNobodyWaiting() throws InterruptedException {
        Places places = new Places(1);
        Places.Place taken = places.take().orElseThrow();
        List<Optional<Places.Place>> got = new CopyOnWriteArrayList<>();
        Thread waiting = started(() -> got.add(places.take()));
        awaitQuiet(waiting);
        waiting.interrupt();
        waiting.join();
        taken.close();
        assertThat(got).containsExactly(Optional.empty());
        assertThat(places.take()).isPresent();
    }
}
