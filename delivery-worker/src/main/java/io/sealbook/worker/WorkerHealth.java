package io.sealbook.worker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the worker can work: it needs the ledger and a fit engine. Logs a problem when it begins, changes or ends. */
public final class WorkerHealth {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerHealth.class);

    private volatile @Nullable String ledger = "not asked yet";
    private volatile @Nullable String engine = "not asked yet";

    /** What the ledger or the line to it lacks. */
    public Optional<String> ledgerProblem() {
        return Optional.ofNullable(ledger);
    }

    /** What the engine or its host lacks. */
    public Optional<String> engineProblem() {
        return Optional.ofNullable(engine);
    }

    synchronized void ledgerIs(@Nullable String problem) {
        tell("ledger", ledger, problem);
        ledger = problem;
    }

    synchronized void engineIs(@Nullable String problem) {
        tell("engine", engine, problem);
        engine = problem;
    }

    private static void tell(String what, @Nullable String before, @Nullable String now) {
        if (now == null && before != null) {
            LOG.info("the {} is ready", what);
        } else if (now != null && !now.equals(before)) {
            LOG.warn("{}", now);
        }
    }
}
