package io.sealbook.edge;

import io.sealbook.access.RefusalRecorder;
import io.sealbook.access.SourceAddress;
import io.sealbook.api.Actor;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.api.http.RefusalReport;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;

/**
 * Counts requests without an identity that holds, whatever they showed instead, and records one event per address and
 * minute, so that a flood of strangers cannot fill the ledger. The memory that it uses is bounded: addresses beyond the
 * bound share one entry, whose events name no address.
 */
public final class UnknownCallers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownCallers.class);
    private static final int MAX_ADDRESSES = 10_000;
    private static final String UNKNOWN = "unknown";
    private static final String EVERYBODY_ELSE = "many";

    private final RefusalRecorder recorder;
    private final Tally<String, Stranger> tally;

    UnknownCallers(RefusalRecorder recorder, Clock clock) {
        this.recorder = recorder;
        this.tally = new Tally<>(clock, this::record);
    }

    UnknownCallers(RefusalRecorder recorder, Clock clock, Duration lookEvery) {
        this.recorder = recorder;
        this.tally = new Tally<>(clock, lookEvery, this::record);
    }

    private record Stranger(@Nullable String from, String requestId) {}

    /** Counts the refusal of this request. Returns at once; what is due is recorded meanwhile. */
    public void refused(ServerWebExchange exchange) {
        refused(SourceAddress.of(exchange.getRequest()), RequestIds.of(exchange));
    }

    void refused(@Nullable String from, String requestId) {
        String address = from == null ? UNKNOWN : from;
        boolean known = tally.hasRoomFor(address, MAX_ADDRESSES);
        Stranger stranger = new Stranger(known ? from : null, requestId);
        String kind = known ? address : EVERYBODY_ELSE;
        int due = tally.count(kind, stranger);
        if (due > 0) {
            record(kind, stranger, due);
        }
    }

    void endWindows() {
        tally.endWindows();
    }

    private void record(String kind, Stranger stranger, int count) {
        RefusalReport report = new RefusalReport(
                Actor.UNKNOWN,
                AccessRefused.Reason.UNKNOWN_CALLER,
                null,
                null,
                null,
                count,
                stranger.requestId(),
                stranger.from());
        Thread.ofVirtual().name("sealbook-refusal").start(() -> {
            try {
                recorder.record(report);
            } catch (RuntimeException e) {
                LOG.warn("{} refusals could not be recorded: {}", count, e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        tally.close();
    }
}
