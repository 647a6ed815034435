package io.sealbook.projections.trail;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import io.sealbook.api.Actor;
import io.sealbook.api.http.AuditEvent;
import io.sealbook.api.http.Page;
import io.sealbook.edge.Problem;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.store.LedgerJson;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/**
 * Questions to the trail, asynchronous and each with a deadline. Rows and the position that they were read at come from
 * one statement, and so belong together.
 */
public final class TrailQueries {
    private static final String QUERY_CANCELED = "57014";
    private static final String NEWEST_FIRST = " order by r.position desc";
    private static final String OLDEST_FIRST = " order by r.position";
    private static final Duration USUAL_SPAN = Duration.ofDays(1);
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    private final ConnectionFactory database;
    private final Clock clock;
    private final Duration deadline;

    public TrailQueries(ConnectionFactory database, Clock clock, Duration deadline) {
        this.database = database;
        this.clock = clock;
        this.deadline = deadline;
    }

    /** Events before this position, newest first. */
    Mono<Page<AuditEvent>> events(Filter filter, int limit, @Nullable Long before) {
        Conditions conditions = new Conditions(filter);
        if (before != null) {
            conditions.and("t.position < " + conditions.argument(before));
        }
        return rows(conditions, "*", "order by t.position desc limit " + (limit + 1), NEWEST_FIRST, TrailQueries::event)
                .map(found -> {
                    boolean more = found.rows().size() > limit;
                    List<AuditEvent> items = more ? found.rows().subList(0, limit) : found.rows();
                    String next =
                            more ? Cursor.after(Long.toString(items.getLast().position())) : null;
                    return new Page<>(items, next, found.asOf());
                });
    }

    /** Events after this position, oldest first, at most so many. */
    Mono<Page<AuditEvent>> after(Filter filter, long position, int limit) {
        Conditions conditions = new Conditions(filter);
        conditions.and("t.position > " + conditions.argument(position));
        return rows(conditions, "*", "order by t.position limit " + limit, OLDEST_FIRST, TrailQueries::event)
                .map(found -> new Page<>(found.rows(), null, found.asOf()));
    }

    Mono<EventDetail> event(UUID id) {
        String sql = """
                select t.*, d.details from read.trail t join read.trail_detail d on d.position = t.position
                where t.id = $1""";
        return query(sql, List.of(id), row -> {
                    String details = Objects.requireNonNull(row.get("details", String.class));
                    return new EventDetail(event(row), LedgerJson.mapper().readValue(details, DETAILS));
                })
                .next();
    }

    /** The position of the newest event that the trail shows; -1 while it shows none. */
    Mono<Long> newest() {
        return query(
                        "select position - 1 as as_of from read.projection where name = 'trail'",
                        List.of(),
                        row -> number(row, "as_of"))
                .next()
                .defaultIfEmpty(-1L);
    }

    /** The most frequent values of the field. */
    Mono<Values> top(Filter filter, Field by, int top) {
        Conditions conditions = new Conditions(filter);
        String column = "t." + by.column();
        conditions.and(column + " is not null");
        return rows(
                        conditions,
                        column + " as value, count(*) as count",
                        "group by 2 order by 3 desc, 2 limit " + top,
                        " order by r.count desc, r.value",
                        row -> new Values.Value(text(row, "value"), number(row, "count")))
                .map(found -> new Values(found.rows(), found.asOf()));
    }

    /** Events per outcome in so many equal spans of the filter's time; without a beginning, from the first event on. */
    Mono<Buckets> overTime(Filter filter, int buckets) {
        Instant to = filter.to() == null ? clock.instant() : filter.to();
        Mono<Instant> from = filter.from() == null ? first(to) : Mono.just(filter.from());
        return from.flatMap(start -> {
            long step = Math.max(1, Math.ceilDiv(Duration.between(start, to).toMillis(), buckets));
            Filter within = new Filter(filter.terms(), start, start.plusMillis(step * buckets));
            Conditions conditions = new Conditions(within);
            String bucket = "div((extract(epoch from t.at) * 1000)::numeric - "
                    + conditions.argument(start.toEpochMilli()) + ", " + conditions.argument(step) + ")::bigint";
            return rows(
                            conditions,
                            bucket + " as bucket, t.outcome, count(*) as count",
                            "group by 2, 3",
                            "",
                            row -> new Count((int) number(row, "bucket"), text(row, "outcome"), number(row, "count")))
                    .map(found -> buckets(found, start, step, buckets));
        });
    }

    private record Count(int bucket, String outcome, long count) {}

    private static Buckets buckets(Found<Count> found, Instant start, long step, int number) {
        List<Map<String, Long>> counts = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            counts.add(new HashMap<>());
        }
        found.rows().forEach(count -> counts.get(count.bucket()).put(count.outcome(), count.count()));
        List<Buckets.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            buckets.add(
                    new Buckets.Bucket(start.plusMillis(step * i), start.plusMillis(step * (i + 1)), counts.get(i)));
        }
        return new Buckets(buckets, found.asOf());
    }

    private Mono<Instant> first(Instant to) {
        return query("select at from read.trail order by position limit 1", List.of(), row -> instant(row, "at"))
                .next()
                .filter(first -> first.isBefore(to))
                .defaultIfEmpty(to.minus(USUAL_SPAN));
    }

    private record Found<T>(List<T> rows, long asOf) {}

    // The left join gives at least one row, so that an empty answer has its position too.
    private <T> Mono<Found<T>> rows(
            Conditions conditions, String columns, String end, String order, Function<Row, T> form) {
        String sql = "select p.position - 1 as as_of, r.* from read.projection p left join lateral"
                + " (select true as found, " + columns + " from read.trail t where " + conditions.where() + " " + end
                + ") r on true where p.name = 'trail'" + order;
        return query(
                        sql,
                        conditions.arguments(),
                        row -> new Found<>(
                                row.get("found") == null ? List.of() : List.of(form.apply(row)), number(row, "as_of")))
                .collectList()
                .map(all -> new Found<>(
                        all.stream().flatMap(each -> each.rows().stream()).toList(),
                        all.isEmpty() ? -1 : all.getFirst().asOf()));
    }

    private <T> Flux<T> query(String sql, List<Object> arguments, Function<Row, T> form) {
        return Flux.usingWhen(
                        database.create(),
                        connection -> Mono.from(connection.beginTransaction())
                                .then(run(connection, "set local statement_timeout = " + deadline.toMillis()))
                                .thenMany(select(connection, sql, arguments, form)),
                        connection -> end(connection, connection.commitTransaction()),
                        (connection, _) -> end(connection, connection.rollbackTransaction()),
                        connection -> end(connection, connection.rollbackTransaction()))
                .onErrorMap(R2dbcException.class, TrailQueries::problem);
    }

    private static Mono<Void> end(Connection connection, Publisher<Void> transaction) {
        return Mono.from(transaction).onErrorComplete().then(Mono.from(connection.close()));
    }

    private static Mono<Void> run(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.getRowsUpdated())
                .then();
    }

    private static <T> Flux<T> select(
            Connection connection, String sql, List<Object> arguments, Function<Row, T> form) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < arguments.size(); i++) {
            statement.bind(i, arguments.get(i));
        }
        return Flux.from(statement.execute()).concatMap(result -> result.map((row, _) -> form.apply(row)));
    }

    private static Throwable problem(R2dbcException fault) {
        if (QUERY_CANCELED.equals(fault.getSqlState())) {
            return Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "query-too-broad",
                    "The question is too broad",
                    "Narrow it: a shorter time, or one actor, action or secret.");
        }
        return fault;
    }

    private static AuditEvent event(Row row) {
        return new AuditEvent(
                number(row, "position"),
                Objects.requireNonNull(row.get("id", UUID.class)).toString(),
                text(row, "type"),
                instant(row, "at"),
                new Actor(
                        text(row, "actor"),
                        Actor.Kind.valueOf(text(row, "actor_kind").toUpperCase(Locale.ROOT))),
                text(row, "action"),
                AuditEvent.Outcome.valueOf(text(row, "outcome").toUpperCase(Locale.ROOT)),
                row.get("secret", String.class),
                row.get("version", Integer.class),
                row.get("deployment", String.class),
                row.get("token", String.class),
                row.get("account", String.class),
                row.get("address", String.class),
                row.get("reason", String.class),
                text(row, "request_id"));
    }

    private static long number(Row row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static Instant instant(Row row, String column) {
        return Objects.requireNonNull(row.get(column, OffsetDateTime.class)).toInstant();
    }
}
