package io.sealbook.worker;

import org.jspecify.annotations.Nullable;

/**
 * What this run at an order knows beyond what can be seen: whether it started the container itself, since when it saw
 * it run without a break, why it is giving up, and whether it started the earlier one again. A run that dies forgets all of it, and the next one finds it out again.
 */
record Progress(
        boolean started,
        @Nullable String steadySince,
        @Nullable String problem,
        boolean reinstated) {
    static final Progress NONE = new Progress(false, null, null, false);

    Progress afterStart() {
        return new Progress(true, null, problem, reinstated);
    }

    Progress steady(String startedAt) {
        return new Progress(started, startedAt, problem, reinstated);
    }

    Progress givingUp(String why) {
        return problem == null ? new Progress(started, steadySince, why, reinstated) : this;
    }

    Progress afterReinstating() {
        return new Progress(started, steadySince, problem, true);
    }
}
