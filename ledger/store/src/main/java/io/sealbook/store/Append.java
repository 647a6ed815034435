package io.sealbook.store;

import io.sealbook.seal.Pseudonyms;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.eventstreaming.EventCriterion;

/**
 * One command's events and the condition under which they may be appended: all of them or none.
 *
 * @param lines the condition as the database is asked
 * @param giveUp when whoever waits for it is told that nothing happened: from then on nothing may
 * @param done completes with the position of the last event, after the commit; or fails with the refusal or the fault
 */
record Append(
        AppendCondition condition,
        List<CriterionLine> lines,
        List<SealedEvent> events,
        Instant giveUp,
        CompletableFuture<Long> done) {
    Append {
        lines = List.copyOf(lines);
        events = List.copyOf(events);
    }

    /** These events under this condition, for the writer's queue. */
    static Append of(AppendCondition condition, List<SealedEvent> events, Instant giveUp, Pseudonyms pseudonyms) {
        return new Append(
                condition,
                CriterionLine.of(criteria(condition), pseudonyms),
                events,
                giveUp,
                new CompletableFuture<>());
    }

    /** How many events of the ledger the command knows: its condition speaks of positions from there on. */
    long known() {
        return Math.max(0, GlobalIndexConsistencyMarker.position(condition.consistencyMarker()));
    }

    /** What must not have happened since; empty when anything may have. */
    List<EventCriterion> criteria() {
        return criteria(condition);
    }

    private static List<EventCriterion> criteria(AppendCondition condition) {
        return ConsistencyMarker.INFINITY.equals(condition.consistencyMarker())
                        || !condition.criteria().hasCriteria()
                ? List.of()
                : List.copyOf(condition.criteria().flatten());
    }

    boolean isTooLate(Instant now) {
        return done.isDone() || now.isAfter(giveUp);
    }

    void reject() {
        done.completeExceptionally(
                AppendEventsTransactionRejectedException.conflictingEventsDetected(condition.consistencyMarker()));
    }
}
