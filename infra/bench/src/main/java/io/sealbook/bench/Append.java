package io.sealbook.bench;

import io.sealbook.server.LedgerService;
import io.sealbook.server.secret.WholeWrites;
import io.sealbook.store.LedgerStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** How fast events get into the ledger. */
final class Append {
    private static final int[] CALLERS = {1, 16, 64, 256};
    private static final int BATCH = 256;
    private static final int CONNECTIONS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(15); // the JVM compiles on the same cores

    private final Bench.Options options;
    private final Table table;

    private Append(Bench.Options options) {
        this.options = options;
        this.table = new Table(
                "Appends" + (options.slowDisk() ? ", a millisecond more for each flush" : ""),
                "what",
                "callers",
                "per second",
                "p50 ms",
                "p99 ms",
                "against the reference");
    }

    static void measure(Bench.Options options) throws Exception {
        try (Ground ground = new Ground()) {
            ground.slowDisk(options.slowDisk());
            new Append(options).measure(ground);
        }
    }

    private void measure(Ground ground) throws Exception {
        double raw;
        double oneRow;
        double byPgbench = Double.NaN;
        try (LedgerStore store = ground.store()) {
            EngineAppends appends = new EngineAppends(store);
            Load.run(64, WARM_UP, i -> appends::once);
            try (RawInserts inserts = new RawInserts(ground)) {
                tell(
                        "bare inserts of the events alone, " + BATCH + " a commit",
                        1,
                        warm(1, i -> inserts.events(BATCH)),
                        "");
                Load.Outcome whole = warm(1, i -> inserts.eventsTagsAndStreams(BATCH));
                raw = whole.perSecond();
                tell(
                        "bare inserts of all that the engine writes, " + BATCH + " a commit",
                        1,
                        whole,
                        "the engine's reference");
                Load.Outcome single = warm(1, i -> inserts.events(1));
                oneRow = single.p50();
                tell("bare inserts, one row a commit", 1, single, "one caller's reference");
                tell("bare inserts, one row a commit", CONNECTIONS, run(CONNECTIONS, i -> inserts.events(1)), "");
                inserts.disconnect();
                Optional<Pgbench> pgbench = Pgbench.on(ground, inserts);
                if (pgbench.isPresent()) {
                    Load.Outcome outcome = pgbench.get().run(1, options.time());
                    byPgbench = outcome.p50();
                    tell("pgbench, one row a commit", 1, outcome, "one caller's reference, too");
                    tell("pgbench, one row a commit", CONNECTIONS, pgbench.get().run(CONNECTIONS, options.time()), "");
                }
            }
            for (int i = 0; i < CALLERS.length; i++) {
                Load.Outcome outcome = run(CALLERS[i], caller -> appends::once);
                tell(
                        "engine alone",
                        CALLERS[i],
                        outcome,
                        i == 0
                                ? alone(outcome, oneRow, byPgbench)
                                : Table.percent(outcome.perSecond(), raw) + " of bare inserts");
            }
        }
        double best = 0;
        try (AxonJpa jpa = new AxonJpa(ground)) {
            Load.run(16, WARM_UP, i -> jpa::once);
            for (int callers : CALLERS) {
                Load.Outcome outcome = run(callers, caller -> jpa::once);
                best = Math.max(best, outcome.perSecond());
                tell("commands on Axon's JPA engine", callers, outcome, "");
            }
        }
        try (LedgerService service = ground.service()) {
            WholeWrites writes = new WholeWrites(service);
            Load.run(64, WARM_UP, i -> writes::once);
            for (int callers : CALLERS) {
                Load.Outcome outcome = run(callers, caller -> writes::once);
                tell(
                        "whole commands",
                        callers,
                        outcome,
                        callers == 1
                                ? alone(outcome, oneRow, byPgbench)
                                : Table.times(outcome.perSecond(), best) + " Axon's JPA engine at its best");
            }
        }
        table.print();
    }

    private static String alone(Load.Outcome outcome, double oneRow, double byPgbench) {
        String times = Table.times(outcome.p50(), oneRow) + " the time of one row";
        return Double.isNaN(byPgbench) ? times : times + ", " + Table.times(outcome.p50(), byPgbench) + " pgbench's";
    }

    private Load.Outcome warm(int callers, IntFunction<Load.Work> work) throws Exception {
        run(callers, work);
        return run(callers, work);
    }

    private Load.Outcome run(int callers, IntFunction<Load.Work> work) throws Exception {
        return Load.run(callers, options.time(), work);
    }

    private void tell(String what, int callers, Load.Outcome outcome, String against) {
        table.row(
                what,
                Integer.toString(callers),
                Table.number(outcome.perSecond()),
                Table.number(outcome.p50()),
                Table.number(outcome.p99()),
                against);
    }
}
