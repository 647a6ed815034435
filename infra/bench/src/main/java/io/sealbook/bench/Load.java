package io.sealbook.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

/** Callers that each do the next thing as soon as the last one is done. */
final class Load {
    private static final CompilationMXBean COMPILATION = ManagementFactory.getCompilationMXBean();
    private static final Duration WARM_UP_ROUND = Duration.ofSeconds(5);
    private static final int WARM_UP_ROUNDS = 24;

    private Load() {}

    /** One thing to do; whoever does it waits until it is done. */
    @FunctionalInterface
    interface Work {
        /** Does it and answers how many units of work it was. */
        int once() throws Exception;
    }

    /**
     * What came of it.
     *
     * @param perSecond units of work
     * @param p50 of one call, in milliseconds
     * @param p99 of one call, in milliseconds
     */
    record Outcome(double perSecond, double p50, double p99) {}

    /**
     * Works until the JVM has little left to compile, because it compiles on the cores that the work needs; for two
     * minutes at most.
     */
    static void warmUp(int callers, IntFunction<Work> work) throws Exception {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            long before = COMPILATION.getTotalCompilationTime();
            run(callers, WARM_UP_ROUND, work);
            long compiled = COMPILATION.getTotalCompilationTime() - before;
            if (compiled < WARM_UP_ROUND.toMillis() / 10) {
                return;
            }
        }
    }

    /** Runs this many callers for this long; the first third is for getting warm and does not count. */
    static Outcome run(int callers, Duration time, IntFunction<Work> work) throws Exception {
        ConcurrentLinkedQueue<long[]> tallies = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Exception> faults = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(callers);
        long begin = System.nanoTime() + time.toNanos() / 3;
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; i < callers; i++) {
            Work mine = work.apply(i);
            Thread.ofVirtual().start(() -> {
                try {
                    tallies.add(repeat(mine, begin, end));
                } catch (Exception e) {
                    faults.add(e);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        if (!faults.isEmpty()) {
            throw faults.peek();
        }
        long units = 0;
        for (long[] tally : tallies) {
            units += tally[0];
        }
        long[] nanos = tallies.stream()
                .flatMapToLong(tally -> Arrays.stream(tally, 1, tally.length))
                .sorted()
                .toArray();
        return new Outcome(units / ((end - begin) / 1e9), quantile(nanos, 0.5) / 1e6, quantile(nanos, 0.99) / 1e6);
    }

    // First the units, then the time of each call.
    private static long[] repeat(Work work, long begin, long end) throws Exception {
        long[] tally = new long[1024];
        int calls = 0;
        for (long start = System.nanoTime(); start < end; ) {
            int units = work.once();
            long now = System.nanoTime();
            if (start >= begin && now <= end) {
                tally[0] += units;
                if (++calls == tally.length) {
                    tally = Arrays.copyOf(tally, 2 * tally.length);
                }
                tally[calls] = now - start;
            }
            start = now;
        }
        return Arrays.copyOf(tally, calls + 1);
    }

    static double quantile(long[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }
}
