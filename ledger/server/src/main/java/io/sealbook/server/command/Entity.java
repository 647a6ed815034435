package io.sealbook.server.command;

import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.store.LedgerEventMessage;
import io.sealbook.store.LedgerTags;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.eventsourcing.EventSourcedEntityFactory;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.messaging.eventhandling.EventMessage;

/**
 * How a state grows from its stream.
 *
 * @param changedBy the types that change the state; all others are neither read nor conflicted with
 */
public record Entity<I, E>(
        Class<I> idType,
        Class<E> type,
        Function<I, StreamName> stream,
        Set<EventType> changedBy,
        Function<I, E> initial,
        Evolution<E> evolution) {
    public Entity {
        changedBy = Set.copyOf(changedBy);
    }

    /** The next state after an event; pure. */
    public interface Evolution<E> {
        E evolve(E state, LedgerEvent event, EventMessage message);
    }

    EventSourcedEntityModule<I, E> module() {
        EventType[] types = changedBy.toArray(EventType[]::new);
        return EventSourcedEntityModule.declarative(idType, type)
                .messagingModel((configuration, model) -> model.entityEvolver(
                                (state, message, context) -> message instanceof LedgerEventMessage ours
                                        ? evolution.evolve(state, ours.event(), message)
                                        : state)
                        .build())
                .entityFactory(configuration -> EventSourcedEntityFactory.fromIdentifier(initial))
                .criteriaResolver(configuration -> (id, context) -> LedgerTags.criteria(stream.apply(id), types))
                .build();
    }
}
