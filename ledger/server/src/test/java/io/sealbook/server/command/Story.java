package io.sealbook.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.event.LedgerEvent;
import io.sealbook.edge.Problem;
import java.util.function.Function;

/** A decision told as a story: given a state, when something is decided, then these events and this answer, or no. */
public record Story<S>(S state) {
    public static <S> Story<S> given(S state) {
        return new Story<>(state);
    }

    public <R> Ending<R> when(Function<S, Decision<R>> decision) {
        return new Ending<>(decision.apply(state));
    }

    /** How the story ends. */
    public record Ending<R>(Decision<R> decision) {
        public R thenAppends(LedgerEvent... events) {
            assertThat(accepted().facts()).extracting(Decision.Fact::event).containsExactly(events);
            return accepted().answer();
        }

        public R thenChangesNothing() {
            return thenAppends();
        }

        public Problem thenRefuses(int status, String code) {
            assertThat(decision).isInstanceOf(Decision.Refuse.class);
            Problem problem = ((Decision.Refuse<R>) decision).problem();
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.status().value()).isEqualTo(status);
            return problem;
        }

        public Decision.Accept<R> accepted() {
            assertThat(decision).isInstanceOf(Decision.Accept.class);
            return (Decision.Accept<R>) decision;
        }
    }
}
