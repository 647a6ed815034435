package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Reason;
import io.sealbook.projections.loop.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks for a new generation of every deployment that a rotation made stale and that wants to follow it. It looks at what
 * is, not at what happened, so nothing is missed while it is down; and it asks once per set of versions, because the
 * ledger knows its requests again. The first of several reasons is one that wants a restart, if any does: it decides.
 */
public final class StaleDeployments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaleDeployments.class);

    // A generation that failed is tried again only with a version that it cannot have met.
    private static final String STALE = """
            select d.id, b.path, c.version
            from read.deployment d
            join read.deployment_binding b on b.deployment = d.id and b.pinned is null
            join read.bindable c on c.path = b.path
            where d.desired = 'running' and %1$s <> 'manual'
              and ((d.progress = 'placed' and %2$s)
                or (d.progress = 'failed' and b.attempted < c.version))
              and not exists (select from read.deployment_binding o join read.bindable g on g.path = o.path
                              where o.deployment = d.id and not g.live)
            order by d.id, %1$s = 'restart' desc, b.ordinal""".formatted(DeploymentQueries.POLICY, DeploymentQueries.IS_BEHIND);

    private final JdbcClient database;
    private final Redeployments redeployments;
    private final Asking<StaleDeployment> asking;

    /** @param active whether this process is the one that moves the projection: the others need not ask too */
    public StaleDeployments(
            DataSource database, Progress progress, Redeployments redeployments, BooleanSupplier active) {
        this.database = JdbcClient.create(database);
        this.redeployments = redeployments;
        // Of the operating system: an interrupt closes the connection that a virtual thread is reading from.
        this.asking = new Asking<>(
                Thread.ofPlatform().daemon().name("sealbook-stale"),
                "bringing deployments up to date",
                progress,
                active,
                this::stale,
                StaleDeployment::idempotencyKey,
                this::ask);
        asking.start();
    }

    private void ask(StaleDeployment stale) {
        VersionedPath because = stale.because();
        boolean granted = redeployments.request(
                stale.deployment(),
                new Reason(because.path() + " has version " + because.version(), because),
                stale.idempotencyKey());
        LOG.info(
                "deployment {} is stale: a new generation was {}",
                stale.deployment(),
                granted ? "requested" : "not granted");
    }

    List<StaleDeployment> stale() {
        Map<DeploymentId, List<VersionedPath>> newer = new LinkedHashMap<>();
        database.sql(STALE).query(row -> {
            newer.computeIfAbsent(new DeploymentId(row.getString("id")), _ -> new ArrayList<>())
                    .add(new VersionedPath(DeploymentQueries.path(row), row.getInt("version")));
        });
        return newer.entrySet().stream()
                .map(entry -> new StaleDeployment(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void close() {
        asking.close();
    }
}
