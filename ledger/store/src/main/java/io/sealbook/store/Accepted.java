package io.sealbook.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.Tag;

/** The events that a batch has accepted so far. No later append of the batch knew of them. */
final class Accepted {
    private final List<SealedEvent> all = new ArrayList<>();
    private final Map<Tag, List<SealedEvent>> byTag = new HashMap<>();

    void add(List<SealedEvent> events) {
        all.addAll(events);
        for (SealedEvent event : events) {
            event.tags()
                    .forEach(tag ->
                            byTag.computeIfAbsent(tag, _ -> new ArrayList<>()).add(event));
        }
    }

    /** Whether one of them breaks the condition of this append. */
    boolean breaks(Append append) {
        return append.criteria().stream()
                .anyMatch(criterion -> candidates(criterion).stream()
                        .anyMatch(event -> criterion.matches(event.type(), event.tags())));
    }

    // What has all the tags of a criterion has any one of them.
    private List<SealedEvent> candidates(EventCriterion criterion) {
        return criterion.tags().isEmpty()
                ? all
                : byTag.getOrDefault(criterion.tags().iterator().next(), List.of());
    }
}
