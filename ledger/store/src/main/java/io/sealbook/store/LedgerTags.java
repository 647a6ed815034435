package io.sealbook.store;

import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.TagResolver;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/** Streams as Axon's tags. The first tag of an event is the stream that owns it. */
public final class LedgerTags implements TagResolver {
    @Override
    public Set<Tag> resolve(EventMessage message) {
        if (!(message instanceof LedgerEventMessage ours)) {
            throw new IllegalStateException("bug: only ledger events are appended, not " + message.type());
        }
        Set<Tag> tags = new LinkedHashSet<>();
        tags.add(tag(ours.event().stream()));
        ours.event().alsoIn().forEach(stream -> tags.add(tag(stream)));
        Idempotency idempotency = ours.idempotency();
        if (idempotency != null) {
            tags.add(tag(idempotency.stream()));
        }
        return tags;
    }

    /** Events of this stream that are of one of these types: name the types that change state, and reads never conflict. */
    public static EventCriteria criteria(StreamName stream, EventType... types) {
        return EventCriteria.havingTags(Set.of(tag(stream)))
                .andBeingOneOfTypes(Arrays.stream(types)
                        .map(type -> new QualifiedName(type.wire()))
                        .toArray(QualifiedName[]::new));
    }

    /** Every event of this stream. */
    public static EventCriteria anyOf(StreamName stream) {
        return EventCriteria.havingTags(Set.of(tag(stream)));
    }

    private static Tag tag(StreamName stream) {
        return new Tag(stream.kind(), stream.id());
    }
}
