package io.sealbook.worker;

import io.sealbook.worker.ServiceStep.Wait;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this run at an order knows beyond what a Swarm shows: whether it asked for the update, which tasks it
 * saw run without a break, whether it asked for a rollback and
 * saw the generation before come back, what it waited for in vain, and why it is giving up. A run that dies forgets it, and the next one finds it
 * out again.
 */
record Rollout(
        boolean updated,
        Set<String> steady,
        boolean rolledBack,
        boolean wentBack,
        Set<Wait> inVain,
        @Nullable String problem) {
    static final Rollout NONE = new Rollout(false, Set.of(), false, false, Set.of(), null);

    Rollout {
        steady = Set.copyOf(steady);
        inVain = Set.copyOf(inVain);
    }

    Rollout afterUpdate() {
        return new Rollout(true, steady, rolledBack, wentBack, inVain, problem);
    }

    Rollout steady(Set<String> tasks) {
        return new Rollout(updated, tasks, rolledBack, wentBack, inVain, problem);
    }

    Rollout afterRollBack() {
        return new Rollout(updated, steady, true, wentBack, inVain, problem);
    }

    Rollout afterGoingBack() {
        return new Rollout(updated, steady, rolledBack, true, inVain, problem);
    }

    Rollout waitedInVain(Wait what) {
        Set<Wait> all = EnumSet.of(what);
        all.addAll(inVain);
        return new Rollout(updated, steady, rolledBack, wentBack, all, problem);
    }

    Rollout givingUp(String why) {
        return problem == null ? new Rollout(updated, steady, rolledBack, wentBack, inVain, why) : this;
    }
}
