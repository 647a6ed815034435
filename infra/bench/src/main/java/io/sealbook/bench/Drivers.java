package io.sealbook.bench;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.sealbook.store.LedgerStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which driver the one writer of a replica is better off with: the same rows in the same batches over both. */
final class Drivers {
    private static final int[] BATCHES = {1, 16, 256};

    // The driver for R2DBC leaks a buffer for each element of an array of byte arrays, so those travel as text.
    private static final String INSERT = """
            insert into public.raw_event (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key,
                                          sealed_value, value_key)
            select position, event_id, type, 'epoch'::timestamptz + at * interval '1 millisecond', decode(tag, 'base64'),
                   seq, decode(leaf, 'base64'), decode(leaf_hash, 'base64'), decode(sealed_meta, 'base64'), meta_key,
                   decode(sealed_value, 'base64'), value_key
            from unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bigint[],
                        $7::text[], $8::text[], $9::text[], $10::uuid[], $11::text[], $12::uuid[])
                 as e (position, event_id, type, at, tag, seq, leaf, leaf_hash, sealed_meta, meta_key,
                       sealed_value, value_key)""";

    private Drivers() {}

    static void measure(Bench.Options options) throws Exception {
        Table table = new Table(
                "Bare inserts by one writer" + (options.slowDisk() ? ", a millisecond more for each flush" : ""),
                "rows a commit",
                "JDBC, rows per second",
                "R2DBC, rows per second",
                "of JDBC");
        try (Ground ground = new Ground()) {
            ground.slowDisk(options.slowDisk());
            try (LedgerStore store = ground.store()) {
                EngineAppends appends = new EngineAppends(store);
                Load.run(64, options.time(), i -> appends::once);
            }
            ConnectionPool pool = ground.owner().reactive(1);
            try (RawInserts inserts = new RawInserts(ground)) {
                Load.run(1, options.time(), i -> inserts.events(64));
                Load.run(1, options.time(), i -> () -> insert(pool, inserts.rows(64)));
                for (int batch : BATCHES) {
                    double jdbc = Load.run(1, options.time(), i -> inserts.events(batch))
                            .perSecond();
                    double r2dbc = Load.run(1, options.time(), i -> () -> insert(pool, inserts.rows(batch)))
                            .perSecond();
                    table.row(
                            Integer.toString(batch),
                            Table.number(jdbc),
                            Table.number(r2dbc),
                            Table.percent(r2dbc, jdbc));
                }
            } finally {
                pool.dispose();
            }
        }
        table.print();
    }

    private static int insert(ConnectionPool pool, List<RawInserts.Placed> rows) {
        Mono.usingWhen(pool.create(), connection -> insert(connection, rows), Connection::close)
                .block();
        return rows.size();
    }

    private static Mono<Long> insert(Connection connection, List<RawInserts.Placed> rows) {
        return Flux.from(connection
                        .createStatement(INSERT)
                        .bind(
                                "$1",
                                rows.stream().map(RawInserts.Placed::position).toArray(Long[]::new))
                        .bind(
                                "$2",
                                rows.stream().map(placed -> placed.row().id()).toArray(UUID[]::new))
                        .bind("$3", texts(rows, placed -> placed.row().type()))
                        .bind(
                                "$4",
                                rows.stream().map(placed -> placed.row().at()).toArray(Long[]::new))
                        .bind("$5", texts(rows, placed -> base64(placed.row().tag())))
                        .bind(
                                "$6",
                                rows.stream().map(placed -> placed.row().seq()).toArray(Long[]::new))
                        .bind("$7", texts(rows, placed -> base64(placed.row().leaf())))
                        .bind("$8", texts(rows, placed -> base64(placed.row().leafHash())))
                        .bind("$9", texts(rows, placed -> base64(placed.row().metadata())))
                        .bind(
                                "$10",
                                rows.stream()
                                        .map(placed -> placed.row().metadataKey())
                                        .toArray(UUID[]::new))
                        .bind("$11", texts(rows, placed -> base64(placed.row().value())))
                        .bind(
                                "$12",
                                rows.stream()
                                        .map(placed -> placed.row().valueKey())
                                        .toArray(UUID[]::new))
                        .execute())
                .flatMap(result -> result.getRowsUpdated())
                .then(Mono.just(0L));
    }

    private static String[] texts(List<RawInserts.Placed> rows, Function<RawInserts.Placed, String> part) {
        return rows.stream().map(part).toArray(String[]::new);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
