package io.sealbook.projections.trail;

import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.AuditEvent;
import io.sealbook.api.http.Page;
import io.sealbook.edge.Problem;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.projections.loop.Pages;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code /v1/audit}: the trail as a list, one by one, counted and live. A repeated parameter means any of its values, a
 * leading {@code !} excludes one.
 */
@RestController
@RequestMapping("/v1/audit")
public final class TrailRoutes {
    private static final List<Field> COUNTED =
            List.of(Field.ACTOR, Field.ACTION, Field.OUTCOME, Field.SECRET, Field.ADDRESS);
    private static final String BY_RULE = "is time, actor, action, outcome, secret or address";

    private final TrailQueries trail;
    private final TrailStream stream;
    private final Predicate<Caller> admitted;

    /** @param admitted whether a caller who was let in still would be */
    public TrailRoutes(TrailQueries trail, TrailStream stream, Predicate<Caller> admitted) {
        this.trail = trail;
        this.stream = stream;
        this.admitted = admitted;
    }

    @GetMapping("/events")
    Mono<ResponseEntity<Page<AuditEvent>>> events(
            @AuthenticationPrincipal Caller caller,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor,
            ServerHttpRequest request) {
        caller.require(Action.AUDIT_READ);
        Filter filter = Filter.of(request.getQueryParams(), Set.of("limit", "cursor"));
        Long before = Cursor.read(cursor, Long::valueOf);
        return trail.events(filter, Pages.limit(limit), before).map(page -> Pages.answer(page, request));
    }

    @GetMapping("/events/{id}")
    Mono<EventDetail> event(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        caller.require(Action.AUDIT_READ);
        return trail.event(uuid(id)).switchIfEmpty(Mono.error(Problem::notFound));
    }

    @GetMapping("/aggregate")
    Mono<? extends Aggregate> aggregate(
            @AuthenticationPrincipal Caller caller,
            @RequestParam String by,
            @RequestParam @Nullable Integer buckets,
            @RequestParam @Nullable Integer top,
            ServerHttpRequest request) {
        caller.require(Action.AUDIT_READ);
        Filter filter = Filter.of(request.getQueryParams(), Set.of("by", "buckets", "top"));
        if (by.equals("time")) {
            requireOrdered(filter);
            return trail.overTime(filter, number("buckets", buckets, 60, 500));
        }
        return trail.top(filter, counted(by), number("top", top, 10, 100));
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Object>> stream(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            ServerHttpRequest request) {
        caller.require(Action.AUDIT_READ);
        Filter filter = Filter.of(request.getQueryParams(), Set.of());
        Mono<Long> after = lastEventId == null ? trail.newest() : Mono.just(position(lastEventId));
        return after.flatMapMany(position -> stream.after(filter, position, () -> admitted.test(caller)));
    }

    private static UUID uuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            if (uuid.toString().equals(id)) {
                return uuid;
            }
        } catch (IllegalArgumentException _) {
            // Told below, in the same words.
        }
        throw Problem.badRequest("id", "is a UUID in lower case");
    }

    private static long position(String lastEventId) {
        if (!lastEventId.matches("[0-9]{1,18}")) {
            throw Problem.badRequest("Last-Event-ID", "is the id of an event of this stream");
        }
        return Long.parseLong(lastEventId);
    }

    private static void requireOrdered(Filter filter) {
        if (filter.from() != null && filter.to() != null && !filter.from().isBefore(filter.to())) {
            throw Problem.badRequest("to", "is later than from");
        }
    }

    private static Field counted(String by) {
        Predicate<Field> named = field -> field.parameter().equals(by);
        Optional<Field> field = COUNTED.stream().filter(named).findFirst();
        return field.orElseThrow(() -> Problem.badRequest("by", BY_RULE));
    }

    private static int number(String name, @Nullable Integer asked, int usual, int most) {
        if (asked != null && (asked < 1 || asked > most)) {
            throw Problem.badRequest(name, "is a number from 1 to " + most);
        }
        return asked == null ? usual : asked;
    }
}
