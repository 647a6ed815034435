package io.sealbook.server.command;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.edge.Problem;
import io.sealbook.seal.SealedValue;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a pure decision comes to: events to append and an answer, or no. */
public sealed interface Decision<R> {

    /** Append these events, all or none, then answer. */
    record Accept<R>(List<Fact> facts, R answer) implements Decision<R> {
        public Accept {
            facts = List.copyOf(facts);
        }
    }

    /** Append nothing. The problem says why. */
    record Refuse<R>(Problem problem) implements Decision<R> {}

    /** An event to append; one that carries a value has the id that the value was sealed for. */
    record Fact(
            LedgerEvent event, @Nullable UUID id, @Nullable SealedValue value) {
        public static Fact of(LedgerEvent event) {
            return new Fact(event, null, null);
        }
    }

    static <R> Decision<R> accept(R answer, LedgerEvent... events) {
        return new Accept<>(List.of(events).stream().map(Fact::of).toList(), answer);
    }

    static <R> Decision<R> refuse(Problem problem) {
        return new Refuse<>(problem);
    }
}
