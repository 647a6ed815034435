package io.sealbook.store;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Row;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.SealContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds committed events by criteria, together with the size of the ledger in the very same snapshot. */
final class EventQuery {
    // Every criterion has a tag: the index on tags finds the events, few among many.
    private static final String BY_TAG = """
            select h.size, e.position, e.event_id, e.type, e.at, e.tag, e.sealed_meta, e.meta_key
            from ledger.ledger_head h left join lateral (
                select e.* from (
                    select distinct t.position
                    from unnest($2::text[], $3::text[], $4::text[]) as c(tag, more_tags, types)
                    join ledger.event_tag t
                      on t.tag = decode(c.tag, 'hex') and t.position >= $5
                     and (c.types = '' or t.type = any(string_to_array(c.types, ' ')))
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

    private final String ledger;
    private final ConnectionFactory database;
    private final Pseudonyms pseudonyms;
    private final MetadataSeal seal;
    private final EventCodec codec;

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
        List<EventCriterion> flat = List.copyOf(criteria.flatten());
        boolean tagged = !flat.isEmpty()
                && flat.stream().noneMatch(criterion -> criterion.tags().isEmpty());
        List<String> first = new ArrayList<>();
        List<String> more = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (EventCriterion criterion : flat) {
            List<String> tags = criterion.tags().stream().map(this::hex).toList();
            first.add(tags.isEmpty() ? "" : tags.getFirst());
            more.add(String.join(" ", tags.isEmpty() ? tags : tags.subList(1, tags.size())));
            types.add(criterion.types().stream().map(QualifiedName::toString).collect(Collectors.joining(" ")));
        }
        if (flat.isEmpty()) {
            first.add("");
            more.add("");
            types.add("");
        }
        return rows(tagged ? BY_TAG : BY_POSITION, first, more, types, from, atMost)
                .collectList()
                .map(rows -> new Found(
                        rows.stream()
                                .filter(row -> row.event() != null)
                                .map(Line::event)
                                .toList(),
                        rows.getFirst().size()));
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
                        .concatMap(result -> result.map((row, metadata) -> required(row, "coalesce", Long.class)))
                        .next(),
                Connection::close);
    }

    private Flux<Line> rows(
            String sql, List<String> first, List<String> more, List<String> types, long from, long atMost) {
        return Flux.usingWhen(
                database.create(),
                connection -> Flux.from(connection
                                .createStatement(sql)
                                .bind("$1", ledger)
                                .bind("$2", first.toArray(String[]::new))
                                .bind("$3", more.toArray(String[]::new))
                                .bind("$4", types.toArray(String[]::new))
                                .bind("$5", from)
                                .bind("$6", atMost)
                                .execute())
                        .concatMap(result -> result.map((row, metadata) -> line(row))),
                Connection::close);
    }

    private record Line(long size, @Nullable At event) {}

    private Line line(Row row) {
        Long size = row.get("size", Long.class);
        Long position = row.get("position", Long.class);
        if (size == null) {
            throw new IllegalStateException("bug: a ledger head without a size");
        }
        return new Line(size, position == null ? null : new At(position, message(row)));
    }

    private EventMessage message(Row row) {
        UUID id = required(row, "event_id", UUID.class);
        String type = required(row, "type", String.class);
        Instant at = required(row, "at", OffsetDateTime.class).toInstant();
        SealContext context = new SealContext(ledger, required(row, "tag", byte[].class), id, type);
        byte[] json =
                seal.open(required(row, "meta_key", UUID.class), required(row, "sealed_meta", byte[].class), context);
        return codec.message(id, new MessageType(type), at, json);
    }

    private static <T> T required(Row row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("bug: an event without " + column);
        }
        return value;
    }

    private String hex(Tag tag) {
        return HexFormat.of().formatHex(pseudonyms.ofStream(tag.key() + "/" + tag.value()));
    }
}
