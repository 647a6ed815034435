package io.sealbook.bench;

import io.sealbook.store.LedgerStore;
import java.util.ArrayList;
import java.util.List;

/** What several replicas on one ledger cost each other: they take turns at its head. */
final class Replicas {
    private static final int CALLERS = 256;
    private static final int MOST = 3;

    private Replicas() {}

    static void measure(Bench.Options options) throws Exception {
        Table table = new Table(
                CALLERS + " callers over several replicas"
                        + (options.slowDisk() ? ", a millisecond more for each flush" : ""),
                "replicas",
                "appends per second",
                "p50 ms",
                "p99 ms",
                "of one replica");
        List<LedgerStore> stores = new ArrayList<>();
        try (Ground ground = new Ground()) {
            ground.slowDisk(options.slowDisk());
            double one = 0;
            for (int replicas = 1; replicas <= MOST; replicas++) {
                stores.add(ground.store());
                List<EngineAppends> appends =
                        stores.stream().map(EngineAppends::new).toList();
                Load.run(CALLERS, options.time(), i -> appends.get(i % appends.size())::once);
                Load.Outcome outcome = Load.run(CALLERS, options.time(), i -> appends.get(i % appends.size())::once);
                one = replicas == 1 ? outcome.perSecond() : one;
                table.row(
                        Integer.toString(replicas),
                        Table.number(outcome.perSecond()),
                        Table.number(outcome.p50()),
                        Table.number(outcome.p99()),
                        Table.percent(outcome.perSecond(), one));
            }
        } finally {
            stores.forEach(LedgerStore::close);
        }
        table.print();
    }
}
