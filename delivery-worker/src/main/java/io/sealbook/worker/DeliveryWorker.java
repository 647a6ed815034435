package io.sealbook.worker;

import io.sealbook.api.TargetName;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import io.sealbook.worker.orders.OrderDesk;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.EngineFault;
import io.sealbook.worker.place.LocalMount;
import io.sealbook.worker.place.MemoryRoot;
import io.sealbook.worker.place.MemoryUnfit;
import io.sealbook.worker.place.Networks;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.ServicePlacement;
import io.sealbook.worker.place.Shelves;
import io.sealbook.worker.place.Sweeper;
import io.sealbook.worker.redeem.Redeemer;
import io.sealbook.worker.report.Reporter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The worker's two loops: one hears orders from the ledger, one watches the engine. Neither needs the other to be up, and
 * both begin again from the whole picture after any interruption. Starting never fails for want of a ledger or an engine.
 */
public final class DeliveryWorker implements SmartLifecycle, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final Duration HOLD = Duration.ofSeconds(30);
    // Even an undisturbed poll asks for everything that is due from time to time: orders are levels, not edges.
    private static final int POLLS_BETWEEN_FULL = 10;

    private final WorkerProperties properties;
    private final Engine engine;
    private final WorkerHealth health = new WorkerHealth();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private volatile boolean running;
    private @Nullable Work work;

    /** @param engine belongs to the worker from here on, which closes it */
    public DeliveryWorker(WorkerProperties properties, Engine engine) {
        this.properties = properties;
        this.engine = engine;
    }

    public WorkerHealth health() {
        return health;
    }

    private record Work(Thread ledger, Thread engine, LedgerLine line, Reconciler reconciler, Shelves shelves) {}

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        TargetName target = properties.target();
        LedgerLine line = new LedgerLine(properties.url(), properties.key());
        MemoryRoot memory = new MemoryRoot(
                engine,
                target,
                properties.memoryRoot(),
                new LocalMount(properties.memoryRoot(), properties.engineIsHere()));
        Networks networks = new Networks(properties.networks());
        Shelves shelves = new Shelves(engine, memory, target, properties.placement(), properties.callback());
        Placement placement = new Placement(engine, shelves, target, networks, properties.callback());
        Redeemer redeemer = new Redeemer(line);
        Means means = new Means(
                engine,
                placement,
                redeemer,
                new ImageSupply(engine, redeemer, properties.pull()),
                new Reporter(line),
                target,
                properties.settle());
        Services services = new Services(
                means, new ServicePlacement(engine, target, networks, properties.settle()), properties.placement());
        OrderDesk desk = new OrderDesk(line, target, HOLD);
        Reconciler reconciler = new Reconciler(means, services, new Places(properties.atOnce()), chance, desk);
        Sweeper sweeper = new Sweeper(engine, shelves, target, properties.sweepAfter());
        running = true;
        work = new Work(
                loop("sealbook-orders", health::ledgerIs, () -> hearOrders(desk, reconciler)),
                loop(
                        "sealbook-engine",
                        health::engineIs,
                        () -> watchEngine(shelves, reconciler, () -> {
                            sweeper.sweep();
                            services.sweep(properties.sweepAfter(), reconciler::unlessBusy);
                        })),
                line,
                reconciler,
                shelves);
        LOG.info("delivering to target {} for the ledger at {}", target, properties.url());
    }

    private static Thread loop(String name, Consumer<String> health, Runnable body) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler((_, bug) -> {
                    LOG.error("{} ended: restart the worker", name, bug);
                    health.accept(name + " ended: restart the worker");
                })
                .start(body);
    }

    private void hearOrders(OrderDesk desk, Reconciler reconciler) {
        Backoff backoff = new Backoff(chance);
        OptionalLong after = OptionalLong.empty();
        int polls = 0;
        while (running) {
            try {
                Orders orders = desk.next(after);
                health.ledgerIs(null);
                backoff.reset();
                orders.orders().forEach(reconciler::want);
                polls++;
                after = polls % POLLS_BETWEEN_FULL == 0 ? OptionalLong.empty() : OptionalLong.of(orders.position());
            } catch (LedgerUnavailable unavailable) {
                after = OptionalLong.empty();
                if (running) {
                    health.ledgerIs(unavailable.getMessage());
                    pause(unavailable.patience(backoff.next()));
                }
            }
        }
    }

    private void watchEngine(Shelves shelves, Reconciler reconciler, Runnable sweep) {
        Backoff backoff = new Backoff(chance);
        while (running) {
            Roll roll = new Roll(engine, properties.target());
            // Subscribe first, look at everything afterwards: what happens in between is an event then.
            try (Engine.Listening listening = engine.listen(properties.target(), roll)) {
                shelves.prepare();
                health.engineIs(null);
                backoff.reset();
                long swept = System.nanoTime() - properties.sweepAfter().toNanos();
                while (running && listening.open()) {
                    reconciler.round(roll);
                    if (System.nanoTime() - swept >= properties.sweepAfter().toNanos()) {
                        sweep.run();
                        swept = System.nanoTime();
                    }
                    awaitNews(roll);
                }
            } catch (EngineFault | MemoryUnfit unfit) {
                if (running) {
                    health.engineIs(unfit.getMessage());
                    pause(backoff.next());
                }
            }
        }
    }

    private void awaitNews(Roll roll) {
        try {
            roll.awaitNews(properties.pollInterval());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private void pause(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private static void letGo(Shelves shelves) {
        try {
            shelves.close();
        } catch (EngineFault fault) {
            LOG.debug("what the worker made for itself stays on the engine until it is swept", fault);
        }
    }

    /** Stops where it is: nothing is rolled back, the next start goes on. */
    @Override
    public synchronized void stop() {
        running = false;
        if (work != null) {
            work.ledger().interrupt();
            work.engine().interrupt();
            work.line().close();
            work.reconciler().close();
            letGo(work.shelves());
            work = null;
        }
    }

    /** Stops for good, and lets go of the engine. */
    @Override
    public void close() {
        stop();
        engine.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
