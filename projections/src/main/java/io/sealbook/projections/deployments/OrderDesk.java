package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import io.sealbook.projections.loop.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hands out the work that is due on a target: each deployment whose wanted generation has no final report. An order is
 * leased to who gets it, so that two workers of a target do not work on the same one; the lease lives as long as its
 * holder keeps polling, and whoever polls after its end gets the order. Who mends what was placed has a lease, too, until
 * they give it back. A report is believed whoever holds the lease: it says what is.
 */
public final class OrderDesk {
    private static final String USUAL_MODE = "0400";
    // Several looks long: a worker that is gone holds its orders back for no longer.
    private static final int LEASE_SECONDS = 20;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration BREATH = Duration.ofMillis(100);

    private static final String RENEW = """
            update read.order_lease l set expires_at = now() + make_interval(secs => :lease)
            from read.deployment d
            where l.deployment = d.id and l.generation = d.generation and d.target = :target and l.holder = :holder
              and l.expires_at > now()""";
    // Taken in one statement: of two workers that ask at once, the second finds the lease of the first.
    private static final String TAKE = """
            insert into read.order_lease as l (deployment, generation, holder, expires_at)
            select id, generation, :holder, now() + make_interval(secs => :lease) from read.deployment
            where target = :target and progress in ('pending', 'placing') order by id
            on conflict (deployment) do update set generation = excluded.generation, holder = excluded.holder,
                expires_at = excluded.expires_at, mending = false
                where l.expires_at <= now()
                    or (l.generation <> excluded.generation and (not l.mending or l.holder = excluded.holder))
            returning deployment""";
    private static final String MEND = """
            insert into read.order_lease as l (deployment, generation, holder, expires_at, mending)
            select id, generation, :holder, now() + make_interval(secs => :lease), true from read.deployment
            where target = :target and id = :deployment and progress not in ('pending', 'placing')
            on conflict (deployment) do update set generation = excluded.generation, holder = excluded.holder,
                expires_at = excluded.expires_at, mending = true
                where not l.mending or l.expires_at <= now() or l.holder = excluded.holder""";
    private static final String MENDED = """
            update read.order_lease set expires_at = now()
            where deployment = :deployment and holder = :holder and mending""";
    private static final String HELD = """
            select p.position, d.* from read.projection p
            left join lateral (
                select d.id, d.generation, d.keeps, d.desired, d.spec, d.changed from read.deployment d
                join read.order_lease l on l.deployment = d.id and l.generation = d.generation and l.holder = :holder
                where d.target = :target and d.progress in ('pending', 'placing') and l.expires_at > now()) d on true
            where p.name = 'deployments' order by d.changed""";

    private final JdbcClient database;
    private final Progress progress;

    public OrderDesk(DataSource database, Progress progress) {
        this.database = JdbcClient.create(database);
        this.progress = progress;
    }

    private record Held(DeploymentId deployment, long changed, Orders.Order order) {}

    /**
     * What this holder shall do: all of it, or with {@code after} what changed since or has come to it since. Waits for
     * some at most so long. Empty when the holder, who was admitted when they asked, is no longer.
     */
    Optional<Orders> next(TargetName target, String holder, OptionalLong after, Duration wait, BooleanSupplier admitted)
            throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        Orders orders = look(target, holder, after);
        Duration left = wait;
        while (orders.orders().isEmpty() && left.isPositive() && !progress.isClosed()) {
            // A burst of events is looked at once, not one by one.
            Thread.sleep(shorter(left, BREATH));
            // Also without news: leases of others run out.
            progress.awaitMoreThan(Deployments.NAME, orders.position() + 1, shorter(left, LOOK_EVERY));
            if (!admitted.getAsBoolean()) {
                return Optional.empty();
            }
            orders = look(target, holder, after);
            left = Duration.ofNanos(deadline - System.nanoTime());
        }
        return Optional.of(orders);
    }

    /** Leases a deployment for which nothing is due; false while another holder mends it, or one is to work on it. */
    boolean mend(TargetName target, String holder, DeploymentId deployment) {
        return leases(MEND, target, holder)
                        .param("deployment", deployment.value())
                        .update()
                > 0;
    }

    /** Ends the lease of a holder who mended. */
    void mended(String holder, DeploymentId deployment) {
        database.sql(MENDED)
                .param("deployment", deployment.value())
                .param("holder", holder)
                .update();
    }

    /** Whether the deployment is on this target. */
    boolean knows(TargetName target, DeploymentId deployment) {
        return database.sql("select exists (select from read.deployment where id = ? and target = ?)")
                .params(deployment.value(), target.value())
                .query(Boolean.class)
                .single();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Orders look(TargetName target, String holder, OptionalLong after) {
        leases(RENEW, target, holder).update();
        List<String> taken = leases(TAKE, target, holder)
                .query((row, _) -> row.getString("deployment"))
                .list();
        List<Held> held = new ArrayList<>();
        List<Long> positions = database.sql(HELD)
                .param("target", target.value())
                .param("holder", holder)
                .query((row, _) -> {
                    if (row.getString("id") != null) {
                        held.add(held(row));
                    }
                    return row.getLong("position");
                })
                .list();
        long asOf = positions.isEmpty() ? -1 : positions.getFirst() - 1;
        return new Orders(
                held.stream()
                        .filter(each -> after.isEmpty()
                                || each.changed() > after.getAsLong()
                                || taken.contains(each.deployment().value()))
                        .map(Held::order)
                        .toList(),
                asOf);
    }

    private JdbcClient.StatementSpec leases(String sql, TargetName target, String holder) {
        return database.sql(sql)
                .param("target", target.value())
                .param("holder", holder)
                .param("lease", LEASE_SECONDS);
    }

    private static Held held(ResultSet row) throws SQLException {
        DeploymentSpec spec = DeploymentQueries.spec(row.getString("spec"));
        DeploymentId id = new DeploymentId(row.getString("id"));
        Orders.Order order = new Orders.Order(
                id,
                row.getInt("generation"),
                row.getString("desired").equals("running") ? Desired.RUNNING : Desired.STOPPED,
                spec.name(),
                spec.image(),
                spec.command(),
                spec.secrets().stream().map(OrderDesk::file).toList(),
                spec.limits(),
                spec.placement(),
                spec.hosting(),
                row.getObject("keeps", Integer.class),
                spec.imageCredentials() == null ? null : true);
        return new Held(id, row.getLong("changed"), order);
    }

    private static Orders.File file(DeploymentSpec.Binding binding) {
        String mode = binding.mode();
        return new Orders.File(binding.file(), mode == null ? USUAL_MODE : mode, binding.uid());
    }
}
