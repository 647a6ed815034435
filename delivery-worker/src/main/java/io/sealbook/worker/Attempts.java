package io.sealbook.worker;

import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at one generation came to so far; those at another begin anew. Many refusals by the engine, or one
 * failure that nobody foresaw, make a verdict: from then on an attempt only clears up. When not even that succeeds the
 * verdict is reported as it is, because every further attempt could read the secrets once more.
 */
record Attempts(
        int generation,
        int refusals,
        @Nullable String verdict,
        @Nullable Report report) {
    private static final int MOST_REFUSALS = 5;

    /** Those at this order, if {@code before} is about its generation, else none. */
    static Attempts at(Orders.Order order, @Nullable Attempts before) {
        return before != null && before.generation == order.generation()
                ? before
                : new Attempts(order.generation(), 0, null, null);
    }

    /** The engine was there and said no. */
    Attempts refused(@Nullable String sentence) {
        int refused = refusals + 1;
        String why = refused >= MOST_REFUSALS ? sentence : verdict;
        return new Attempts(generation, refused, why, refused >= 2 * MOST_REFUSALS ? failed(why) : report);
    }

    /** Only the kind of failure is told: its message may hold anything. */
    Attempts unforeseen(RuntimeException failure) {
        return verdict == null
                ? new Attempts(
                        generation,
                        refusals,
                        "the worker failed (" + failure.getClass().getSimpleName() + "): its log says where",
                        report)
                : new Attempts(generation, refusals, verdict, failed(verdict));
    }

    Attempts ending(Report outcome) {
        return new Attempts(generation, refusals, verdict, outcome);
    }

    private Report failed(@Nullable String problem) {
        return new Report(generation, Report.Outcome.FAILED, null, problem, null);
    }
}
