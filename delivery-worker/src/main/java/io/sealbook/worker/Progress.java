package io.sealbook.worker;

import org.jspecify.annotations.Nullable;

/**
 * What this run at an order knows beyond what can be seen: whether it started the container itself or changed its files,
 * since when it saw it run without a break, why it is giving up, and whether it started the earlier one again. A run that
 * dies forgets all of it, and the next one finds it out again.
 */
record Progress(
        boolean started,
        boolean swapped,
        @Nullable String steadySince,
        @Nullable String problem,
        boolean reinstated) {
    static final Progress NONE = new Progress(false, false, null, null, false);

    Progress afterStart() {
        return new Progress(true, swapped, null, problem, reinstated);
    }

    Progress afterSwap() {
        return new Progress(started, true, null, problem, reinstated);
    }

    Progress steady(String startedAt) {
        return new Progress(started, swapped, startedAt, problem, reinstated);
    }

    Progress givingUp(String why) {
        return problem == null ? new Progress(started, swapped, steadySince, why, reinstated) : this;
    }

    Progress afterReinstating() {
        return new Progress(started, swapped, steadySince, problem, true);
    }

    /** Whether it is this run's doing if the container does not run. */
    boolean touched() {
        return started || swapped;
    }
}
