package io.sealbook.projections.mirror;

import java.util.OptionalLong;

/**
 * How far the two topics reach.
 *
 * @param next the position after the last event: all before it are in their topic
 * @param covered the size of the last checkpoint; -1 before the first
 */
record Reach(long next, long covered) {

    /** What was found: the highest position in the one topic, the greatest size in the other. */
    static Reach of(OptionalLong position, OptionalLong size) {
        return new Reach(position.isPresent() ? position.getAsLong() + 1 : 0, size.orElse(-1));
    }

    /** Whether the checkpoint, or an event under it, is yet to be published. */
    boolean lacks(SignedCheckpoint checkpoint) {
        return checkpoint.size() > covered || checkpoint.size() > next;
    }

    /**
     * One transaction further on the way to a checkpoint: at most so many of the events that it covers, and none beyond;
     * the checkpoint together with the last of them, or alone where they are all there.
     */
    Reach towards(SignedCheckpoint checkpoint, int most) {
        long to = Math.max(next, Math.min(next + most, checkpoint.size()));
        return new Reach(to, to >= checkpoint.size() ? Math.max(covered, checkpoint.size()) : covered);
    }
}
