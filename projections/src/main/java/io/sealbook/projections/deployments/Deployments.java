package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.RefusalEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.projections.loop.Projection;
import io.sealbook.store.LedgerJson;
import io.sealbook.store.RecordedEvent;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Every deployment: what is wanted, how far its worker is, and which version of each bound secret runs. Reports on a
 * generation that is no longer wanted change nothing.
 */
public final class Deployments implements Projection {
    public static final String NAME = "deployments";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("deployment", "deployment_binding", "deployment_step", "bindable", "bootstrap_token");
    }

    @Override
    public void apply(JdbcTemplate rows, List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            switch (event.event()) {
                case DeploymentEvent change -> apply(rows, event, change);
                case TokenEvent change -> apply(rows, event, change);
                case SecretEvent.Written written -> current(rows, written.path(), written.version());
                case SecretEvent.Rotated rotated -> current(rows, rotated.path(), rotated.version());
                case SecretEvent.Deleted deleted -> bindable(rows, deleted.path(), false);
                case SecretEvent.Restored restored -> bindable(rows, restored.path(), true);
                case SecretEvent.Read _, SecretEvent.Described _ -> {}
                case RefusalEvent.AlarmRaised alarm -> alarm(rows, event, alarm);
                case AccountEvent _, RefusalEvent.AccessRefused _ -> {}
            }
        }
    }

    private static void apply(JdbcTemplate rows, RecordedEvent event, DeploymentEvent change) {
        OffsetDateTime at = event.at().atOffset(ZoneOffset.UTC);
        switch (change) {
            case DeploymentEvent.Requested requested -> request(rows, event.position(), requested, at);
            case DeploymentEvent.Progressed progressed -> progress(rows, event.position(), progressed, at);
            case DeploymentEvent.Placed placed -> {
                if (report(rows, placed, "placed", placed.container(), null, at)) {
                    run(rows, placed);
                }
            }
            case DeploymentEvent.Failed failed -> report(rows, failed, "failed", null, failed.problem(), at);
            case DeploymentEvent.Stopped stopped -> {
                if (report(rows, stopped, "stopped", null, null, at)) {
                    rows.update(
                            "update deployment_binding set running = null, started = null where deployment = ?",
                            stopped.deployment().value());
                }
            }
        }
    }

    private static void request(
            JdbcTemplate rows, long position, DeploymentEvent.Requested requested, OffsetDateTime at) {
        String id = requested.deployment().value();
        rows.update(
                """
                insert into deployment
                    (id, spec, target, generation, keeps, desired, progress, changed, updated_at, settled, stolen)
                values (?, ?::jsonb, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)
                on conflict (id) do update set
                    settled = greatest(deployment.settled, excluded.settled), stolen = excluded.stolen,
                    spec = excluded.spec, target = excluded.target, generation = excluded.generation,
                    keeps = excluded.keeps, desired = excluded.desired, progress = excluded.progress, problem = null,
                    changed = excluded.changed, updated_at = excluded.updated_at""",
                id,
                LedgerJson.mapper().writeValueAsString(requested.spec()),
                requested.spec().target().value(),
                requested.generation(),
                requested.keeps(),
                requested.desired() == DeploymentEvent.Desired.RUNNING ? "running" : "stopped",
                position,
                at,
                requested.settlesThefts() ? requested.generation() : 0,
                requested.stolen() == null ? null : requested.stolen().value());
        rows.update("delete from deployment_step where deployment = ?", id);
        List<DeploymentSpec.Binding> bindings = requested.spec().secrets();
        rows.update(
                "delete from deployment_binding where deployment = ? and file <> all (?)",
                id,
                bindings.stream().map(DeploymentSpec.Binding::file).toArray(String[]::new));
        for (int i = 0; i < bindings.size(); i++) {
            DeploymentSpec.Binding binding = bindings.get(i);
            rows.update(
                    """
                    insert into deployment_binding (deployment, file, ordinal, path, pinned, attempted)
                    values (?, ?, ?, ?, ?, (select version from bindable where path = ?))
                    on conflict (deployment, file) do update set
                        running = case when deployment_binding.path = excluded.path
                                       then deployment_binding.running end,
                        started = case when deployment_binding.path = excluded.path
                                       then deployment_binding.started end,
                        ordinal = excluded.ordinal, path = excluded.path, pinned = excluded.pinned,
                        attempted = excluded.attempted""",
                    id,
                    binding.file(),
                    i,
                    binding.path().value(),
                    binding.version(),
                    binding.path().value());
        }
    }

    /** Whether the report is on the generation that is wanted now. */
    private static boolean report(
            JdbcTemplate rows,
            DeploymentEvent about,
            String progress,
            @Nullable String container,
            @Nullable String problem,
            OffsetDateTime at) {
        // A generation that failed left the earlier container as it was.
        return rows.update(
                        """
                        update deployment set progress = ?, problem = ?, updated_at = ?,
                            container = case when ? = 'failed' then container else ? end
                        where id = ? and generation = ?""",
                        progress,
                        problem,
                        at,
                        progress,
                        container,
                        about.deployment().value(),
                        about.generation())
                == 1;
    }

    private static void progress(
            JdbcTemplate rows, long position, DeploymentEvent.Progressed progressed, OffsetDateTime at) {
        placing(rows, progressed.deployment(), progressed.generation(), at);
        rows.update(
                """
                insert into deployment_step (deployment, container, step, heard_of)
                select id, ?, ?, ? from deployment where id = ? and generation = ?
                on conflict (deployment, container) do update set step = excluded.step""",
                progressed.container(),
                LedgerJson.mapper().convertValue(progressed.step(), String.class),
                position,
                progressed.deployment().value(),
                progressed.generation());
    }

    // What the worker does not name runs as it was delivered. A container that stayed did not start with it.
    private static void run(JdbcTemplate rows, DeploymentEvent.Placed placed) {
        rows.update(
                "update deployment_binding set running = coalesce(pinned, attempted) where deployment = ?",
                placed.deployment().value());
        for (VersionedPath version : oldestFirst(placed.versions())) {
            rows.update(
                    """
                    update deployment_binding set running = ?
                    where deployment = ? and path = ? and coalesce(pinned = ?, true)""",
                    version.version(),
                    placed.deployment().value(),
                    version.path().value(),
                    version.version());
        }
        rows.update("""
                update deployment_binding set started = running
                where deployment = ? and exists (select from deployment where id = deployment and keeps is null)""", placed.deployment().value());
    }

    private static void apply(JdbcTemplate rows, RecordedEvent event, TokenEvent change) {
        OffsetDateTime at = event.at().atOffset(ZoneOffset.UTC);
        switch (change) {
            case TokenEvent.Issued issued -> {
                rows.update(
                        """
                        insert into bootstrap_token
                            (id, deployment, generation, issued_at, expires_at, purpose, seal_to)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                        issued.token().value(),
                        issued.deployment().value(),
                        issued.generation(),
                        at,
                        issued.expiresAt().atOffset(ZoneOffset.UTC),
                        LedgerJson.mapper().convertValue(issued.opens(), String.class),
                        issued.sealTo());
                placing(rows, issued.deployment(), issued.generation(), at);
            }
            case TokenEvent.Consumed consumed -> {
                rows.update(
                        "update bootstrap_token set consumed_at = coalesce(consumed_at, ?), address = coalesce(address, ?)"
                                + " where id = ?",
                        at,
                        event.provenance().from(),
                        consumed.token().value());
                placing(rows, consumed.deployment(), consumed.generation(), at);
                deliver(rows, consumed);
            }
            case TokenEvent.Revoked revoked ->
                rows.update(
                        "update bootstrap_token set revoked_at = ? where id = ?",
                        at,
                        revoked.token().value());
            case TokenEvent.Refused _ -> {}
        }
    }

    private static void alarm(JdbcTemplate rows, RecordedEvent event, RefusalEvent.AlarmRaised alarm) {
        if (alarm.kind().isTheft() && alarm.token() != null) {
            rows.update(
                    "update bootstrap_token set stolen_at = coalesce(stolen_at, ?) where id = ?",
                    event.at().atOffset(ZoneOffset.UTC),
                    alarm.token().value());
        }
    }

    private static void placing(JdbcTemplate rows, DeploymentId deployment, int generation, OffsetDateTime at) {
        rows.update("""
                update deployment set progress = 'placing', updated_at = ?
                where id = ? and generation = ? and progress in ('pending', 'placing') and desired = 'running'""", at, deployment.value(), generation);
    }

    private static void deliver(JdbcTemplate rows, TokenEvent.Consumed consumed) {
        for (VersionedPath version : oldestFirst(consumed.versions())) {
            rows.update(
                    """
                    update deployment_binding set attempted = ?
                    where deployment = ? and path = ? and coalesce(pinned = ?, true)
                        and exists (select from deployment where id = deployment and generation = ?)""",
                    version.version(),
                    consumed.deployment().value(),
                    version.path().value(),
                    version.version(),
                    consumed.generation());
        }
    }

    // Of a secret that is bound both to one version and to the newest, two are delivered: the later is the newest.
    private static List<VersionedPath> oldestFirst(List<VersionedPath> versions) {
        return versions.stream()
                .sorted(Comparator.comparingInt(VersionedPath::version))
                .toList();
    }

    private static void current(JdbcTemplate rows, SecretPath path, int version) {
        rows.update(
                "insert into bindable (path, version, live) values (?, ?, true)"
                        + " on conflict (path) do update set version = excluded.version",
                path.value(),
                version);
    }

    private static void bindable(JdbcTemplate rows, SecretPath path, boolean live) {
        rows.update("update bindable set live = ? where path = ?", live, path.value());
    }
}
