package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.DeploymentAnswer;
import io.sealbook.api.http.DeploymentAnswer.Bound;
import io.sealbook.api.http.DeploymentAnswer.Container;
import io.sealbook.api.http.DeploymentAnswer.State;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.TokenAnswer;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.store.LedgerJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Reads deployments and tokens. Rows and the position that they were read at come from one statement. */
public final class DeploymentQueries {
    /** What a new version of an unpinned binding {@code b} of a deployment {@code d} means. */
    static final String POLICY = "coalesce(d.spec -> 'secrets' -> b.ordinal ->> 'onRotation', d.spec ->> 'onRotation')";

    /** Whether an unpinned binding {@code b} is older than {@code c}: what wants a restart is as old as its start. */
    static final String IS_BEHIND =
            "case when " + POLICY + " = 'restart' then coalesce(b.started, b.running) else b.running end < c.version";

    private static final String COLUMNS = """
            p.position, d.id, d.spec, d.generation, d.desired, d.progress, d.container, d.problem, d.updated_at, d.stolen,
            (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                        'path', b.path, 'file', b.file, 'version', b.running, 'current', c.version,
                        'onRotation', case when b.pinned is null then %s end)) order by b.ordinal), '[]')
             from read.deployment_binding b left join read.bindable c on c.path = b.path
             where b.deployment = d.id) as bound,
            (select coalesce(jsonb_agg(jsonb_build_object(
                        'container', s.container, 'step', s.step) order by s.heard_of), '[]')
             from read.deployment_step s where s.deployment = d.id) as containers,
            exists (select from read.deployment_binding b join read.bindable c on c.path = b.path
                    where b.deployment = d.id and b.pinned is null and %s) as stale""".formatted(POLICY, IS_BEHIND);
    private static final String ONE = "select " + COLUMNS
            + " from read.projection p join read.deployment d on d.id = :id where p.name = 'deployments'";
    private static final String MANY = "select " + COLUMNS + """
             from read.projection p left join lateral (
                select * from read.deployment where id > :after order by id limit :limit) d on true
            where p.name = 'deployments' order by d.id""";
    private static final String TOKEN = "select * from read.bootstrap_token where id = :id";
    private static final TypeReference<List<Bound>> BOUND = new TypeReference<>() {};
    private static final TypeReference<List<Container>> CONTAINERS = new TypeReference<>() {};

    private final JdbcClient database;
    private final Clock clock;

    public DeploymentQueries(DataSource database, Clock clock) {
        this.database = JdbcClient.create(database);
        this.clock = clock;
    }

    Optional<DeploymentAnswer> deployment(DeploymentId id) {
        return database.sql(ONE)
                .param("id", id.value())
                .query((row, _) -> deployment(row))
                .optional();
    }

    /** Deployments in the order that they were first requested. */
    Page<DeploymentAnswer> deployments(int limit, @Nullable String after) {
        List<DeploymentAnswer> found = new ArrayList<>();
        List<Long> positions = database.sql(MANY)
                .param("after", after == null ? "" : after)
                .param("limit", limit + 1)
                .query((row, _) -> {
                    if (row.getString("id") != null) {
                        found.add(deployment(row));
                    }
                    return row.getLong("position");
                })
                .list();
        long asOf = positions.isEmpty() ? -1 : positions.getFirst() - 1;
        if (found.size() <= limit) {
            return new Page<>(found, null, asOf);
        }
        List<DeploymentAnswer> page = found.subList(0, limit);
        return new Page<>(page, Cursor.after(page.getLast().id().value()), asOf);
    }

    Optional<TokenAnswer> token(TokenId id) {
        return database.sql(TOKEN)
                .param("id", id.value())
                .query((row, _) -> token(row))
                .optional();
    }

    private static DeploymentAnswer deployment(ResultSet row) throws SQLException {
        DeploymentSpec spec = spec(row.getString("spec"));
        return new DeploymentAnswer(
                new DeploymentId(row.getString("id")),
                spec.name(),
                spec.target(),
                spec.image(),
                row.getInt("generation"),
                row.getString("desired").equals("running") ? Desired.RUNNING : Desired.STOPPED,
                state(row),
                LedgerJson.mapper().readValue(row.getString("bound"), BOUND),
                row.getString("container"),
                row.getString("problem"),
                spec.placement(),
                spec.hosting(),
                spec.imageCredentials(),
                spec.onTheft(),
                LedgerJson.mapper().readValue(row.getString("containers"), CONTAINERS),
                instant(row, "updated_at"),
                row.getLong("position") - 1);
    }

    private static State state(ResultSet row) throws SQLException {
        String progress = row.getString("progress");
        boolean quarantined = row.getString("desired").equals("stopped") && row.getString("stolen") != null;
        if (quarantined && !progress.equals("failed")) {
            return State.QUARANTINED;
        }
        return switch (progress) {
            case "pending" -> State.PENDING;
            case "placing" -> State.PLACING;
            case "placed" -> row.getBoolean("stale") ? State.STALE : State.RUNNING;
            case "failed" -> State.FAILED;
            case "stopped" -> State.STOPPED;
            default -> throw new IllegalStateException("bug: no progress is called so");
        };
    }

    private TokenAnswer token(ResultSet row) throws SQLException {
        OffsetDateTime consumed = row.getObject("consumed_at", OffsetDateTime.class);
        Instant expires = instant(row, "expires_at");
        TokenAnswer.State state = consumed != null
                ? TokenAnswer.State.CONSUMED
                : row.getObject("revoked_at") != null
                        ? TokenAnswer.State.REVOKED
                        : clock.instant().isBefore(expires) ? TokenAnswer.State.LIVE : TokenAnswer.State.EXPIRED;
        return new TokenAnswer(
                new TokenId(row.getString("id")),
                new DeploymentId(row.getString("deployment")),
                state,
                instant(row, "issued_at"),
                expires,
                consumed == null ? null : consumed.toInstant(),
                row.getString("address"),
                purpose(row.getString("purpose")),
                row.getString("seal_to"));
    }

    // Null until the rebuild by which the read model learns it.
    private static TokenEvent.@Nullable Purpose purpose(@Nullable String wire) {
        return wire == null ? null : LedgerJson.mapper().convertValue(wire, TokenEvent.Purpose.class);
    }

    static DeploymentSpec spec(String json) {
        return LedgerJson.mapper().readValue(json, DeploymentSpec.class);
    }

    static SecretPath path(ResultSet row) throws SQLException {
        return new SecretPath(row.getString("path"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
