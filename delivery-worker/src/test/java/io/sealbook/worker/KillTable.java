package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sealbook.api.DeploymentId;
import io.sealbook.worker.KillingEngine.When;
import io.sealbook.worker.place.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One death of the worker for every step that a healthy run takes on the engine, each at a deployment of its own; then a
 * healthy worker goes on with all of them.
 */
final class KillTable {
    private final Yard yard;
    private final Supplier<Engine> engines;
    private final Supplier<DeploymentId> ordered;
    private final BiConsumer<Engine, DeploymentId> run;

    /** @param run one run at the latest order of a deployment */
    KillTable(
            Yard yard, Supplier<Engine> engines, Supplier<DeploymentId> ordered, BiConsumer<Engine, DeploymentId> run) {
        this.yard = yard;
        this.engines = engines;
        this.ordered = ordered;
        this.run = run;
    }

    private record Death(DeploymentId id, int step, String call, When when) {}

    /** @param ending what must hold of every deployment once a healthy worker has been there */
    void play(boolean placedBefore, Consumer<DeploymentId> change, List<When> moments, Consumer<DeploymentId> ending) {
        List<String> calls = callsOfAHealthyRun(placedBefore, change);
        assertThat(calls).hasSizeGreaterThan(2);

        List<Death> deaths = new ArrayList<>();
        for (int step = 1; step <= calls.size(); step++) {
            for (When when : moments) {
                deaths.add(new Death(ordered.get(), step, calls.get(step - 1), when));
            }
        }
        if (placedBefore) {
            withWorker(() -> deaths.forEach(death -> yard.placed(death.id())));
        }
        deaths.forEach(death -> change.accept(death.id()));
        assertThat(atOnce(deaths)).allSatisfy(thrown -> assertThat(thrown).isInstanceOf(KillingEngine.Killed.class));
        withWorker(() ->
                assertThat(deaths).allSatisfy(death -> assertThat(death).satisfies(one -> ending.accept(one.id()))));
    }

    /** What each death threw. */
    private List<Throwable> atOnce(List<Death> deaths) {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            return deaths.stream().map(death -> threads.submit(() -> die(death))).toList().stream()
                    .map(KillTable::get)
                    .toList();
        }
    }

    private static Throwable get(Future<Throwable> dying) {
        try {
            return dying.get(5, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    private Throwable die(Death death) {
        KillingEngine killing = KillingEngine.at(engines.get(), death.step(), death.when());
        return catchThrowable(() -> run.accept(killing.engine(), death.id()));
    }

    private List<String> callsOfAHealthyRun(boolean placedBefore, Consumer<DeploymentId> change) {
        DeploymentId probe = ordered.get();
        if (placedBefore) {
            withWorker(() -> yard.placed(probe));
        }
        change.accept(probe);
        KillingEngine counting = KillingEngine.never(engines.get());
        run.accept(counting.engine(), probe);
        return counting.calls();
    }

    private void withWorker(Runnable body) {
        try (DeliveryWorker _ = yard.worker()) {
            body.run();
        }
    }
}
