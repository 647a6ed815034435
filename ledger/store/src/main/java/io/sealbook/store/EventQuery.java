package io.sealbook.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Wrapped;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Finds committed events by criteria, together with the size of the ledger in the very same snapshot. */
final class EventQuery {
    // Every criterion has a tag: the index on tags finds the events, few among many; by type where one is given.
    private static final String BY_TAG = """
            select h.size, e.position, e.event_id, e.type, e.at, e.tag, e.sealed_meta, e.meta_key
            from ledger.ledger_head h left join lateral (
                select e.* from (
                    select distinct t.position
                    from unnest($2::text[], $3::text[], $4::text[]) as c(tag, more_tags, types)
                    cross join lateral (
                        select t.position, t.type from ledger.event_tag t
                        where c.types <> '' and t.tag = decode(c.tag, 'hex')
                          and t.type = any(string_to_array(c.types, ' ')) and t.position >= $5
                        union all
                        select t.position, t.type from ledger.event_tag t
                        where c.types = '' and t.tag = decode(c.tag, 'hex') and t.position >= $5) t
                    where not exists (
                        select 1 from unnest(string_to_array(c.more_tags, ' ')) as more(tag)
                        where not exists (
                            select 1 from ledger.event_tag o
                            where o.tag = decode(more.tag, 'hex') and o.type = t.type and o.position = t.position))
                    order by t.position limit $6) found
                join ledger.event e on e.position = found.position) e on true
            where h.ledger_id = $1 order by e.position
            """;

    // Some criterion has no tag: walk along the positions.
    private static final String BY_POSITION = """
            select h.size, e.position, e.event_id, e.type, e.at, e.tag, e.sealed_meta, e.meta_key
            from ledger.ledger_head h left join lateral (
                select e.* from ledger.event e
                where e.position >= $5 and exists (
                    select 1 from unnest($2::text[], $3::text[], $4::text[]) as c(tag, more_tags, types)
                    where (c.types = '' or e.type = any(string_to_array(c.types, ' ')))
                      and not exists (
                        select 1 from unnest(string_to_array(concat_ws(' ', nullif(c.tag, ''), nullif(c.more_tags, '')),
                                                             ' ')) as needed(tag)
                        where not exists (
                            select 1 from ledger.event_tag o
                            where o.tag = decode(needed.tag, 'hex') and o.type = e.type and o.position = e.position)))
                order by e.position limit $6) e on true
            where h.ledger_id = $1 order by e.position
            """;

    // Less than a command waits for what it loads: the question ends before the one who asked is gone.
    private static final Duration SILENCE_AT_MOST = Duration.ofSeconds(9);

    private final String ledger;
    private final ConnectionFactory database;
    private final Pseudonyms pseudonyms;
    private final MetadataSeal seal;
    private final EventCodec codec;

    // Opening may ask the key database, and the driver's own threads must never wait for that.
    private final Scheduler opening = Schedulers.fromExecutor(
            task -> Thread.ofVirtual().name("sealbook-open").start(task));

    EventQuery(String ledger, ConnectionFactory database, Pseudonyms pseudonyms, MetadataSeal seal, EventCodec codec) {
        this.ledger = ledger;
        this.database = database;
        this.pseudonyms = pseudonyms;
        this.seal = seal;
        this.codec = codec;
    }

    /** Some events in order, and the number of all events when they were read. */
    record Found(List<At> events, long size) {}

    record At(long position, EventMessage message) {
        /** Where a stream that goes on after this event starts. */
        Context context() {
            return TrackingToken.addToContext(Context.empty(), new GlobalSequenceTrackingToken(position + 1));
        }
    }

    Mono<Found> find(EventCriteria criteria, long from, long atMost) {
        List<CriterionLine> wanted = new ArrayList<>(CriterionLine.of(criteria.flatten(), pseudonyms));
        if (wanted.isEmpty()) {
            wanted.add(new CriterionLine("", "", ""));
        }
        boolean tagged = wanted.stream().noneMatch(line -> line.tag().isEmpty());
        return lines(tagged ? BY_TAG : BY_POSITION, wanted, from, atMost)
                .collectList()
                .timeout(SILENCE_AT_MOST)
                .onErrorMap(TimeoutException.class, EventQuery::silent)
                .publishOn(opening)
                .map(lines -> new Found(
                        lines.stream()
                                .map(Line::event)
                                .filter(Objects::nonNull)
                                .map(row -> row.open(ledger, seal, codec))
                                .toList(),
                        lines.getFirst().size()));
    }

    /** The position of the first event at or after this time; the next position to be given when there is none. */
    Mono<Long> positionAt(Instant at) {
        return Mono.usingWhen(
                        database.create(),
                        connection -> Flux.from(connection
                                        .createStatement("""
                                        select coalesce((select min(position) from ledger.event where at >= $2), size)
                                        from ledger.ledger_head where ledger_id = $1""")
                                        .bind("$1", ledger)
                                        .bind("$2", at.atOffset(ZoneOffset.UTC))
                                        .execute())
                                .concatMap(
                                        result -> result.map((row, metadata) -> required(row, "coalesce", Long.class)))
                                .next(),
                        Connection::close,
                        (connection, fault) -> drop(connection),
                        EventQuery::drop)
                .timeout(SILENCE_AT_MOST)
                .onErrorMap(TimeoutException.class, EventQuery::silent);
    }

    private Flux<Line> lines(String sql, List<CriterionLine> wanted, long from, long atMost) {
        return Flux.usingWhen(
                database.create(),
                connection -> Flux.from(connection
                                .createStatement(sql)
                                .bind("$1", ledger)
                                .bind("$2", texts(wanted, CriterionLine::tag))
                                .bind("$3", texts(wanted, CriterionLine::moreTags))
                                .bind("$4", texts(wanted, CriterionLine::types))
                                .bind("$5", from)
                                .bind("$6", atMost)
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> line(row))),
                Connection::close,
                (connection, fault) -> drop(connection),
                EventQuery::drop);
    }

    // A connection with a question that nobody answered is good for no other: it is closed under the pool, which then
    // makes another. Put back as it is, it would hold up whoever gets it next.
    private static Mono<Void> drop(Connection pooled) {
        Connection real =
                pooled instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection inner ? inner : pooled;
        return Mono.from(real.close())
                .timeout(Duration.ofSeconds(1))
                .onErrorComplete()
                .then(Mono.from(pooled.close()));
    }

    private static LedgerUnavailableException silent(Throwable timeout) {
        return new LedgerUnavailableException("the database does not answer", timeout);
    }

    private record Line(long size, @Nullable SealedRow event) {}

    private static Line line(Row row) {
        Long position = row.get("position", Long.class);
        return new Line(required(row, "size", Long.class), position == null ? null : sealed(position, row));
    }

    private static SealedRow sealed(long position, Row row) {
        return new SealedRow(
                position,
                required(row, "event_id", UUID.class),
                required(row, "type", String.class),
                required(row, "at", OffsetDateTime.class).toInstant(),
                required(row, "tag", byte[].class),
                required(row, "meta_key", UUID.class),
                required(row, "sealed_meta", byte[].class));
    }

    private static <T> T required(Row row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("bug: a row without " + column);
        }
        return value;
    }

    private static String[] texts(List<CriterionLine> lines, Function<CriterionLine, String> part) {
        return lines.stream().map(part).toArray(String[]::new);
    }
}
