package io.sealbook.projections.loop;

import io.sealbook.store.RecordedEvent;
import java.util.List;

/** Events that directly follow one another, from position {@code first} on. */
record Batch(long first, List<RecordedEvent> events) {
    Batch {
        events = List.copyOf(events);
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).position() != first + i) {
                throw new IllegalStateException("bug: the ledger has a gap at position " + (first + i));
            }
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    long next() {
        return first + events.size();
    }
}
