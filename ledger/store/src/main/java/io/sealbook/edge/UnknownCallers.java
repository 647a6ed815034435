package io.sealbook.edge;

import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.Actor;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.api.http.RefusalReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests without an identity and records one event per address and minute, so that a flood of strangers cannot
 * fill the ledger. The memory that it uses is bounded: addresses beyond the bound share one entry.
 */
final class UnknownCallers {
    private static final Logger LOG = LoggerFactory.getLogger(UnknownCallers.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 10_000;
    private static final String EVERYBODY_ELSE = "many";

    private final RefusalRecorder recorder;
    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    UnknownCallers(RefusalRecorder recorder, Clock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    private record Window(Instant since, int count) {}

    /** Counts the refusal; the first of a window is recorded, with the number that the window before it had. */
    void refused(@Nullable String from, String requestId) {
        Instant now = clock.instant();
        int before;
        String address = from == null ? "unknown" : from;
        synchronized (windows) {
            if (windows.size() >= MAX_ADDRESSES && !windows.containsKey(address)) {
                windows.values().removeIf(window -> window.since().plus(WINDOW).isBefore(now));
                address = windows.size() >= MAX_ADDRESSES ? EVERYBODY_ELSE : address;
            }
            Window window = windows.get(address);
            if (window != null && now.isBefore(window.since().plus(WINDOW))) {
                windows.put(address, new Window(window.since(), window.count() + 1));
                return;
            }
            before = window == null ? 0 : window.count();
            windows.put(address, new Window(now, 0));
        }
        Thread.ofVirtual().name("sealbook-refusal").start(() -> record(from, requestId, before + 1));
    }

    private void record(@Nullable String from, String requestId, int count) {
        try {
            recorder.record(new RefusalReport(
                    Actor.UNKNOWN, AccessRefused.Reason.UNKNOWN_CALLER, null, null, null, count, requestId, from));
        } catch (RuntimeException e) {
            LOG.warn("a refusal could not be recorded: {}", e.getMessage());
        }
    }
}
