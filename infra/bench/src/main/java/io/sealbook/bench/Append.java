package io.sealbook.bench;

import io.sealbook.server.LedgerService;
import io.sealbook.server.secret.WholeWrites;
import io.sealbook.store.LedgerStore;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** How fast events get into the ledger. */
final class Append {
    /** Asked by {@link #measure} alone, in a JVM of its own. */
    static final String JPA = "append.jpa";

    /** As {@link #JPA}. */
    static final String COMMANDS = "append.commands";

    private static final int[] CALLERS = {1, 16, 64, 256};
    private static final int BATCH = 256;
    private static final int CONNECTIONS = 64;

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

    /** The reference for whole commands. */
    static void measureJpa(Bench.Options options) throws Exception {
        try (Ground ground = new Ground();
                AxonJpa jpa = new AxonJpa(ground)) {
            ground.slowDisk(options.slowDisk());
            measureCommands(options, caller -> jpa::once);
        }
    }

    static void measureCommands(Bench.Options options) throws Exception {
        try (Ground ground = new Ground();
                LedgerService service = ground.service()) {
            ground.slowDisk(options.slowDisk());
            WholeWrites writes = new WholeWrites(service);
            measureCommands(options, caller -> writes::once);
        }
    }

    private static void measureCommands(Bench.Options options, IntFunction<Load.Work> work) throws Exception {
        Load.warmUp(64, work);
        for (int callers : CALLERS) {
            OwnJvm.tell(Load.run(callers, options.time(), work));
        }
    }

    private void measure(Ground ground) throws Exception {
        double raw;
        double oneRow;
        double byPgbench = Double.NaN;
        try (LedgerStore store = ground.store()) {
            EngineAppends appends = new EngineAppends(store);
            Load.warmUp(64, i -> appends::once);
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
        List<Load.Outcome> jpa = OwnJvm.ask(JPA, options);
        for (int i = 0; i < CALLERS.length; i++) {
            best = Math.max(best, jpa.get(i).perSecond());
            tell("commands on Axon's JPA engine", CALLERS[i], jpa.get(i), "");
        }
        List<Load.Outcome> commands = OwnJvm.ask(COMMANDS, options);
        for (int i = 0; i < CALLERS.length; i++) {
            Load.Outcome outcome = commands.get(i);
            tell(
                    "whole commands",
                    CALLERS[i],
                    outcome,
                    i == 0
                            ? alone(outcome, oneRow, byPgbench)
                            : Table.times(outcome.perSecond(), best) + " Axon's JPA engine at its best");
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
