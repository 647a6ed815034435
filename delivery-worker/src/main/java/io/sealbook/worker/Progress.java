package io.sealbook.worker;

import org.jspecify.annotations.Nullable;

/**
 * What this run at an order knows beyond what can be seen: whether it made a container that fetches its secrets, whether
 * it started the container itself or changed its files, since when it saw it run without a break, why it is giving up, and
 * whether it started the earlier one again. A run that dies forgets all of it, and the next one finds it out again.
 */
record Progress(
        boolean made,
        boolean started,
        boolean swapped,
        @Nullable String steadySince,
        @Nullable String problem,
        boolean reinstated) {
    static final Progress NONE = new Progress(false, false, false, null, null, false);

    Progress afterMaking() {
        return new Progress(true, started, swapped, steadySince, problem, reinstated);
    }

    Progress afterStart() {
        return new Progress(made, true, swapped, null, problem, reinstated);
    }

    Progress afterSwap() {
        return new Progress(made, started, true, null, problem, reinstated);
    }

    Progress steady(String startedAt) {
        return new Progress(made, started, swapped, startedAt, problem, reinstated);
    }

    Progress givingUp(String why) {
        return problem == null ? new Progress(made, started, swapped, steadySince, why, reinstated) : this;
    }

    Progress afterReinstating() {
        return new Progress(made, started, swapped, steadySince, problem, true);
    }

    /** Whether it is this run's doing if the container does not run. */
    boolean touched() {
        return started || swapped;
    }
}
