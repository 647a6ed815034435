package io.sealbook.projections;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.sealbook.projections.deployments.DeploymentQueries;
import io.sealbook.projections.deployments.Deployments;
import io.sealbook.projections.deployments.OrderDesk;
import io.sealbook.projections.deployments.StaleDeployments;
import io.sealbook.projections.deployments.StolenTokens;
import io.sealbook.projections.inventory.Inventory;
import io.sealbook.projections.inventory.InventoryQueries;
import io.sealbook.projections.line.LedgerLine;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import io.sealbook.projections.loop.Projection;
import io.sealbook.projections.loop.ReadSchema;
import io.sealbook.projections.loop.Rebuilds;
import io.sealbook.projections.mirror.Mirror;
import io.sealbook.projections.mirror.MirrorProperties;
import io.sealbook.projections.trail.Trail;
import io.sealbook.projections.trail.TrailQueries;
import io.sealbook.projections.trail.TrailStream;
import io.sealbook.seal.Keyring;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Everything of the projections that lives as long as the process: connections, loops, and what asks the ledger. Others
 * in the same context see none of it but the routes.
 */
public final class ReadSide implements AutoCloseable {
    private static final int BLOCKING_CONNECTIONS = 6;
    private static final int REACTIVE_CONNECTIONS = 4;
    private static final Duration QUERY_DEADLINE = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final ConnectionPool reactive;
    private final HeadSignal signal;
    private final LedgerReader reader;
    private final Progress progress;
    private final Rebuilds rebuilds;
    private final List<PositionLoop> loops;
    private final LedgerLine line;
    private final StaleDeployments stale;
    private final StolenTokens stolen;
    private final @Nullable Mirror mirror;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Clock clock = Clock.systemUTC();

    public ReadSide(Ground ground, ProjectionsProperties properties, MirrorProperties kafka) {
        DataSource direct = ground.database().direct();
        ReadSchema.migrate(direct);
        this.pool = ground.database().pool(BLOCKING_CONNECTIONS);
        this.reactive = ground.database().reactive(REACTIVE_CONNECTIONS);
        this.signal = new HeadSignal(direct);
        this.reader = new LedgerReader(ground.ledger(), pool, new MetadataSeal(Keyring.open(ground.keyring()), pool));
        this.progress = new Progress(pool);
        Projection inventory = new Inventory();
        Projection deployments = new Deployments();
        Projection trail = new Trail();
        this.rebuilds = new Rebuilds(List.of(inventory, deployments, trail), pool);
        PositionLoop deploymentLoop = new PositionLoop(deployments, direct, reader, signal, progress);
        this.loops = List.of(
                new PositionLoop(inventory, direct, reader, signal, progress),
                deploymentLoop,
                new PositionLoop(trail, direct, reader, signal, progress));
        this.line = new LedgerLine(properties.ledgerUrl(), properties.keyFile());
        this.mirror = kafka.bootstrapServers() == null
                ? null
                : new Mirror(kafka, direct, reader, new LedgerLog(ground.ledger(), pool), signal);
        this.stale = new StaleDeployments(pool, progress, line::redeploy, deploymentLoop::isActive);
        this.stolen = new StolenTokens(pool, progress, line::respond, deploymentLoop::isActive);
    }

    LedgerReader reader() {
        return reader;
    }

    HeadSignal signal() {
        return signal;
    }

    Progress progress() {
        return progress;
    }

    Rebuilds rebuilds() {
        return rebuilds;
    }

    InventoryQueries inventory() {
        return new InventoryQueries(pool);
    }

    DeploymentQueries deployments() {
        return new DeploymentQueries(pool, clock);
    }

    OrderDesk orders() {
        return new OrderDesk(pool, progress);
    }

    TrailQueries trail() {
        return new TrailQueries(reactive, clock, QUERY_DEADLINE);
    }

    TrailStream stream() {
        return new TrailStream(trail(), progress, Schedulers.fromExecutor(readers));
    }

    /** Lets go whoever waits for news, so that the service can stop at once. */
    void release() {
        progress.close();
    }

    /** Stops what acts before what it acts on. */
    @Override
    public void close() {
        stolen.close();
        stale.close();
        if (mirror != null) {
            mirror.close();
        }
        line.close();
        loops.forEach(PositionLoop::close);
        progress.close();
        signal.close();
        readers.shutdownNow();
        reactive.dispose();
        pool.close();
    }
}
