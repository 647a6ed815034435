package io.sealbook.server.secret;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients saw of one secret, and whether it can have happened one thing after the other, each at an instant between
 * its call and its answer (Herlihy and Wing, 1990). A secret is a counter here: a write that expects n makes n + 1, or
 * is refused because it was not n; a reading tells n.
 *
 * <p>The check is exact, not a search: every state is left by one write, so the question is only when. The earliest
 * times that the calls and the refusals force are found first; then each must come before the answers.
 */
final class History {
    private static final long NEVER = Long.MAX_VALUE;

    private final Map<Integer, List<Operation>> written = new HashMap<>();
    private final Map<Integer, List<Operation>> doubtful = new HashMap<>();
    private final List<Operation> refused = new ArrayList<>();
    private final List<Operation> read = new ArrayList<>();

    /** What came of it; where the client or its replica was killed, nobody knows. */
    enum Outcome {
        WRITTEN,
        REFUSED,
        READ,
        UNKNOWN
    }

    /**
     * One operation of one client.
     *
     * @param state that a write expected, or that a reading told
     * @param called in nanoseconds of a clock that all clients share
     * @param answered by the same clock
     */
    record Operation(Outcome outcome, int state, long called, long answered) {}

    History(List<Operation> operations) {
        for (Operation one : operations) {
            switch (one.outcome()) {
                case WRITTEN ->
                    written.computeIfAbsent(one.state(), _ -> new ArrayList<>()).add(one);
                case UNKNOWN ->
                    doubtful.computeIfAbsent(one.state(), _ -> new ArrayList<>())
                            .add(one);
                case REFUSED -> refused.add(one);
                case READ -> read.add(one);
            }
        }
    }

    /** Why no order explains it; empty if one does. */
    Optional<String> violation() {
        List<Operation> leaving = new ArrayList<>();
        for (int state = 0; ; state++) {
            List<Operation> known = written.getOrDefault(state, List.of());
            if (known.size() > 1) {
                return Optional.of(known.size() + " writes that expected " + state + " succeeded");
            }
            Optional<Operation> leaves = known.isEmpty() ? earliestDoubtful(state) : Optional.of(known.getFirst());
            if (leaves.isEmpty()) {
                break;
            }
            leaving.add(leaves.get());
        }
        int last = leaving.size();
        if (written.keySet().stream().anyMatch(state -> state > last)) {
            return Optional.of("a write found a state after " + last + ", which nobody left");
        }
        if (read.stream().anyMatch(one -> one.state() > last)) {
            return Optional.of("a reading found a state after " + last + ", which nobody left");
        }
        return violation(leaving);
    }

    // Without an answer it may have happened at any time after the call, so the first one called explains the most.
    private Optional<Operation> earliestDoubtful(int state) {
        return doubtful.getOrDefault(state, List.of()).stream()
                .min(Comparator.comparingLong(Operation::called))
                .map(one -> new Operation(Outcome.UNKNOWN, state, one.called(), NEVER));
    }

    // left[n]: when state n is left at the earliest.
    private Optional<String> violation(List<Operation> leaving) {
        int last = leaving.size();
        long[] left = new long[last];
        long[] latest = new long[last];
        for (int n = 0; n < last; n++) {
            left[n] = leaving.get(n).called();
            latest[n] = leaving.get(n).answered();
        }
        for (Operation one : read) {
            if (one.state() < last) {
                left[one.state()] = Math.max(left[one.state()], one.called());
            }
            if (one.state() > 0) {
                latest[one.state() - 1] = Math.min(latest[one.state() - 1], one.answered());
            }
        }
        do {
            for (int n = 1; n < last; n++) {
                left[n] = Math.max(left[n], left[n - 1]);
            }
        } while (delayedByRefusals(left));
        for (int n = 0; n < last; n++) {
            if (left[n] > latest[n]) {
                return Optional.of("state " + n + " was left before it can have been");
            }
        }
        return refused.stream()
                .filter(one -> one.state() == 0 && (last == 0 || left[0] > one.answered()))
                .findFirst()
                .map(_ -> "a write that expected 0 was refused while it was 0");
    }

    // A refusal came before its state was entered, or after it was left. Where it cannot be the second, it is the
    // first.
    private boolean delayedByRefusals(long[] left) {
        boolean delayed = false;
        for (Operation one : refused) {
            int state = one.state();
            boolean canBeAfter = state < left.length && left[state] <= one.answered();
            if (state > 0 && state <= left.length && !canBeAfter && left[state - 1] < one.called()) {
                left[state - 1] = one.called();
                delayed = true;
            }
        }
        return delayed;
    }
}
