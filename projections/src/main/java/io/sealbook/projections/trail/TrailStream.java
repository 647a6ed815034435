package io.sealbook.projections.trail;

import io.sealbook.access.AccessUnavailableException;
import io.sealbook.api.http.AuditEvent;
import io.sealbook.api.http.Page;
import io.sealbook.projections.loop.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The live end of the trail as server-sent events. A reader that is more than a buffer behind is told the gap, which it
 * can fetch as a list, and goes on at the newest event; so a slow one costs no more memory than a fast one.
 */
public final class TrailStream {
    private static final int BUFFER = 1000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Duration BREATH = Duration.ofMillis(100);

    private final TrailQueries trail;
    private final Progress progress;
    private final Scheduler blocking;
    private final Duration heartbeat;

    /** @param blocking where a reader may wait on a thread of its own */
    public TrailStream(TrailQueries trail, Progress progress, Scheduler blocking) {
        this(trail, progress, blocking, HEARTBEAT);
    }

    TrailStream(TrailQueries trail, Progress progress, Scheduler blocking, Duration heartbeat) {
        this.trail = trail;
        this.progress = progress;
        this.blocking = blocking;
        this.heartbeat = heartbeat;
    }

    /** The positions that a slow reader has missed, both included. */
    public record Gap(long from, long to) {}

    /** What happens after this position, for as long as the reader is admitted and the service goes on. */
    Flux<ServerSentEvent<Object>> after(Filter filter, long position, BooleanSupplier admitted) {
        // Asked again every second: a revocation ends streams that are open already.
        Flux<Boolean> ended = Flux.interval(CHECK_EVERY)
                .onBackpressureDrop()
                .concatMap(_ -> Mono.fromCallable(admitted::getAsBoolean)
                        .subscribeOn(blocking)
                        .onErrorReturn(AccessUnavailableException.class, false))
                .filter(still -> !still || progress.isClosed());
        return after(filter, position).takeUntilOther(ended);
    }

    private Flux<ServerSentEvent<Object>> after(Filter filter, long position) {
        AtomicLong seen = new AtomicLong(position);
        Flux<ServerSentEvent<Object>> next = Mono.defer(() -> grown(seen.get()))
                .flatMapMany(grown -> grown ? more(filter, seen) : Flux.just(comment("still here")));
        // A burst of events is read at once, not one by one.
        return Flux.concat(
                Flux.just(comment("open")), next.repeatWhen(rounds -> rounds.concatMap(_ -> Mono.delay(BREATH), 1)));
    }

    private Mono<Boolean> grown(long seen) {
        return Mono.fromCallable(() -> progress.awaitMoreThan(Trail.NAME, seen + 1, heartbeat))
                .subscribeOn(blocking);
    }

    private Flux<ServerSentEvent<Object>> more(Filter filter, AtomicLong seen) {
        return trail.after(filter, seen.get(), BUFFER + 1).flatMapMany(page -> {
            long from = seen.getAndSet(Math.max(page.asOf(), seen.get()));
            return page.items().size() > BUFFER
                    ? Flux.just(gap(from, page))
                    : Flux.fromIterable(page.items()).map(TrailStream::event);
        });
    }

    private static ServerSentEvent<Object> gap(long seen, Page<AuditEvent> page) {
        return ServerSentEvent.<Object>builder(new Gap(seen + 1, page.asOf()))
                .id(Long.toString(page.asOf()))
                .event("gap")
                .build();
    }

    private static ServerSentEvent<Object> event(AuditEvent event) {
        return ServerSentEvent.<Object>builder(event)
                .id(Long.toString(event.position()))
                .build();
    }

    private static ServerSentEvent<Object> comment(String text) {
        return ServerSentEvent.builder().comment(text).build();
    }
}
