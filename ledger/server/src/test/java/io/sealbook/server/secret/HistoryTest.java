package io.sealbook.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.server.secret.History.Operation;
import io.sealbook.server.secret.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker of histories finds what is wrong, and only that. */
class HistoryTest {
    private static final long SEED = 20_261_122;

    @Test
    void oneAfterTheOtherIsFine() {
        assertThat(new History(List.of(write(0, 0, 1), read(1, 2, 3), write(1, 4, 5), refusal(1, 6, 7), read(2, 8, 9)))
                        .violation())
                .isEmpty();
    }

    @Test
    void twoWritesOfOneStateAreNot() {
        assertThat(new History(List.of(write(0, 0, 9), write(0, 1, 8))).violation())
                .isPresent();
    }

    @Test
    void aReadingOfThePastIsNot() {
        assertThat(new History(List.of(write(0, 0, 1), write(1, 2, 3), read(1, 4, 5))).violation())
                .isPresent();
        assertThat(new History(List.of(write(0, 0, 1), write(1, 2, 5), read(1, 4, 6))).violation())
                .as("while the write is under way")
                .isEmpty();
    }

    @Test
    void aReadingOfTheFutureIsNot() {
        assertThat(new History(List.of(read(1, 0, 1), write(0, 2, 3))).violation())
                .isPresent();
        assertThat(new History(List.of(read(1, 0, 1))).violation()).isPresent();
    }

    @Test
    void aRefusalOfWhatHeldAllTheTimeIsNot() {
        assertThat(new History(List.of(write(0, 0, 1), refusal(1, 2, 3), write(1, 4, 5))).violation())
                .isPresent();
        assertThat(new History(List.of(refusal(0, 0, 1), write(0, 2, 3))).violation())
                .isPresent();
        assertThat(new History(List.of(write(0, 0, 4), refusal(1, 1, 3), read(1, 2, 5))).violation())
                .as("before the write that is under way")
                .isEmpty();
        assertThat(new History(List.of(read(1, 2, 3), write(0, 0, 8), refusal(1, 4, 6))).violation())
                .as("although it had been read")
                .isPresent();
    }

    @Test
    void anUnansweredWriteExplainsWhatComesAfterItAndNothingBefore() {
        assertThat(new History(List.of(doubt(0, 0), read(1, 5, 6), write(1, 7, 8))).violation())
                .isEmpty();
        assertThat(new History(List.of(doubt(0, 7), read(1, 5, 6))).violation()).isPresent();
        assertThat(new History(List.of(doubt(0, 0), refusal(0, 5, 6))).violation())
                .isEmpty();
    }

    /** Histories made by choosing the instants first are fine; with one answer changed they often are not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void whatHappenedAtInstantsIsExplainedByThem(int round) {
        Random random = new Random(SEED + round);
        List<Operation> operations = new ArrayList<>();
        int state = 0;
        for (long instant = 100; instant < 40_000; instant += 100) {
            long called = instant - random.nextInt(1_000);
            long answered = instant + random.nextInt(1_000);
            switch (random.nextInt(4)) {
                case 0 -> operations.add(new Operation(Outcome.READ, state, called, answered));
                case 1 ->
                    operations.add(new Operation(Outcome.REFUSED, state + 1 + random.nextInt(2), called, answered));
                case 2 -> operations.add(new Operation(Outcome.WRITTEN, state++, called, answered));
                default -> {
                    operations.add(doubt(state, called));
                    state += random.nextBoolean() ? 1 : 0;
                }
            }
        }
        assertThat(new History(operations).violation()).isEmpty();
        operations.add(new Operation(Outcome.READ, state + 1, 50_000, 50_001));
        operations.add(new Operation(Outcome.READ, 0, 50_002, 50_003));
        assertThat(new History(operations).violation()).isPresent();
    }

    private static Operation write(int expected, long called, long answered) {
        return new Operation(Outcome.WRITTEN, expected, called, answered);
    }

    private static Operation refusal(int expected, long called, long answered) {
        return new Operation(Outcome.REFUSED, expected, called, answered);
    }

    private static Operation read(int state, long called, long answered) {
        return new Operation(Outcome.READ, state, called, answered);
    }

    private static Operation doubt(int expected, long called) {
        return new Operation(Outcome.UNKNOWN, expected, called, Long.MAX_VALUE);
    }
}
