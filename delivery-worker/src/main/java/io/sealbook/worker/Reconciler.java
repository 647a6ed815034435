package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.LedgerUnavailable;
import io.sealbook.worker.orders.OrderDesk;
import io.sealbook.worker.place.App;
import io.sealbook.worker.place.EngineFault;
import io.sealbook.worker.place.MemoryUnfit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the latest order of every deployment and works until each is reported. One deployment is worked on by one thread
 * at a time; deployments do not wait for each other, except for a place at the engine.
 */
final class Reconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Means means;
    private final Services services;
    private final RandomGenerator chance;
    private final Places places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final Map<DeploymentId, Orders.Order> wanted = new ConcurrentHashMap<>();
    // The generation that was last reported, so that an order which the ledger repeats meanwhile is not worked twice.
    private final Map<DeploymentId, Settled> settled = new ConcurrentHashMap<>();
    private final Set<DeploymentId> busy = ConcurrentHashMap.newKeySet();

    private final Recovery recovery;
    private final Patience recoveries;

    private record Settled(int generation, boolean runs) {}

    Reconciler(Means means, Services services, Places places, RandomGenerator chance, OrderDesk desk) {
        this.means = means;
        this.services = services;
        this.places = places;
        this.chance = chance;
        this.recovery = new Recovery(means.engine(), means.placement(), means.redeemer(), desk);
        this.recoveries = new Patience(chance);
    }

    /** Takes an order, or the repetition of one. Returns at once. */
    void want(Orders.Order order) {
        wanted.merge(
                order.deployment(), order, (known, heard) -> heard.generation() >= known.generation() ? heard : known);
        attend(order.deployment());
    }

    /**
     * Goes over everything the engine shows: containers that lost their memory get it back, and containers that somebody
     * removed are made again as long as their order is remembered.
     */
    void round(Roll roll) {
        // Only what was settled before the look can be missed by it.
        Map<DeploymentId, Settled> known = Map.copyOf(settled);
        List<App> apps = roll.look();
        Set<DeploymentId> present = new HashSet<>();
        for (App app : apps) {
            present.add(app.deployment());
        }
        if (wanted.values().stream().anyMatch(services::take)) {
            present.addAll(services.present());
        }
        for (DeploymentId deployment : wanted.keySet()) {
            Settled last = known.get(deployment);
            if (last != null
                    && last.runs()
                    && !present.contains(deployment)
                    && !busy.contains(deployment)
                    && settled.remove(deployment, last)) {
                LOG.warn("the container of {} was removed by somebody else; making it again", deployment);
            }
            attend(deployment);
        }
        for (App app : recovery.inNeed(apps, busy::contains)) {
            if (recoveries.mayTry(app)) {
                unlessBusy(app.deployment(), () -> recover(app));
            }
        }
    }

    /** Does this beside the work at orders, but not while one for this deployment is worked at. */
    void unlessBusy(DeploymentId deployment, Runnable task) {
        if (busy.add(deployment)) {
            run(deployment, task);
        }
    }

    private void attend(DeploymentId deployment) {
        if (pending(deployment).isPresent() && busy.add(deployment)) {
            run(deployment, () -> work(deployment));
        }
    }

    private void run(DeploymentId deployment, Runnable task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    busy.remove(deployment);
                }
                // An order that came between the last look and the line above found us busy.
                attend(deployment);
            });
        } catch (RejectedExecutionException _) {
            busy.remove(deployment);
        }
    }

    private Optional<Orders.Order> pending(DeploymentId deployment) {
        Orders.Order order = wanted.get(deployment);
        Settled last = settled.get(deployment);
        return order == null || (last != null && last.generation() >= order.generation())
                ? Optional.empty()
                : Optional.of(order);
    }

    private void work(DeploymentId deployment) {
        Backoff backoff = new Backoff(chance);
        @Nullable Attempts attempts = null;
        while (!threads.isShutdown()) {
            Orders.Order order = pending(deployment).orElse(null);
            if (order == null) {
                return;
            }
            Attempts before = Attempts.at(order, attempts);
            attempts = before;
            try {
                if (before.report() == null) {
                    attempts = runErrand(order, before.verdict())
                            .map(before::ending)
                            .orElse(before);
                }
                if (attempts.report() != null) {
                    report(deployment, attempts.report());
                }
                backoff.reset();
            } catch (EngineFault fault) {
                attempts = fault.answered() ? before.refused(fault.getMessage()) : before;
                if (attempts.report() == null) {
                    postpone(order, fault, backoff.next());
                }
            } catch (MemoryUnfit unfit) {
                postpone(order, unfit, backoff.next());
            } catch (LedgerUnavailable unavailable) {
                postpone(order, unavailable, unavailable.patience(backoff.next()));
            } catch (RuntimeException unforeseen) {
                // Tried again it would come again, each time with one more reading of the secrets.
                LOG.error("{} generation {} failed", deployment, order.generation(), unforeseen);
                attempts = attempts.unforeseen(unforeseen);
                pause(backoff.next());
            }
        }
    }

    private Optional<Report> runErrand(Orders.Order order, @Nullable String verdict) {
        Places.Place place = places.take().orElse(null);
        if (place == null) {
            return Optional.empty();
        }
        try (place) {
            BooleanSupplier leave = () -> threads.isShutdown() || overtaken(order);
            Errand.Outcome outcome = services.take(order)
                    ? services.errand(place, order, leave, verdict).run()
                    : new Errand(means, place, order, leave, verdict).run();
            return switch (outcome) {
                case Errand.Outcome.Placed(var container, var versions) ->
                    Optional.of(new Report(
                            order.generation(),
                            Report.Outcome.PLACED,
                            container,
                            null,
                            versions.isEmpty() ? null : versions));
                case Errand.Outcome.Failed(var problem) -> Optional.of(failed(order, problem));
                case Errand.Outcome.Stopped() ->
                    Optional.of(new Report(order.generation(), Report.Outcome.STOPPED, null, null, null));
                case Errand.Outcome.Overtaken() -> {
                    if (!overtaken(order)) {
                        // The engine is ahead of the ledger's orders as we know them: the ledger does not want this
                        // one.
                        settled.put(order.deployment(), new Settled(order.generation(), false));
                    }
                    yield Optional.empty();
                }
            };
        }
    }

    private void report(DeploymentId deployment, Report report) {
        // The commit point of a delivery. Dying before it repeats the look and the report, never the delivery.
        means.reporter().send(deployment, report);
        settled.put(deployment, new Settled(report.generation(), report.outcome() == Report.Outcome.PLACED));
        LOG.info("{} generation {}: {}", deployment, report.generation(), report.outcome());
    }

    private void recover(App app) {
        try {
            Places.Place place = places.take().orElse(null);
            if (place == null) {
                return;
            }
            try (place) {
                recovery.restore(app, place)
                        .ifPresent(versions -> means.reporter()
                                .send(
                                        app.deployment(),
                                        new Report(app.generation(), Report.Outcome.PLACED, app.id(), null, versions)));
            }
        } catch (EngineFault | MemoryUnfit | LedgerUnavailable failed) {
            // The next round sees the container as it is then.
            LOG.warn("{} could not get its memory back yet: {}", app.deployment(), failed.getMessage());
        } catch (RuntimeException unforeseen) {
            LOG.error("{} cannot get its memory back: redeploy it", app.deployment(), unforeseen);
            recoveries.giveUp(app);
        }
    }

    private boolean overtaken(Orders.Order order) {
        Orders.Order latest = wanted.get(order.deployment());
        return latest != null && latest.generation() > order.generation();
    }

    private static Report failed(Orders.Order order, @Nullable String problem) {
        return new Report(order.generation(), Report.Outcome.FAILED, null, problem, null);
    }

    private void postpone(Orders.Order order, RuntimeException why, Duration wait) {
        LOG.warn(
                "{} generation {} waits {} ms: {}",
                order.deployment(),
                order.generation(),
                wait.toMillis(),
                why.getMessage());
        pause(wait);
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("stopped in the middle of a delivery; the next start goes on from there");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
