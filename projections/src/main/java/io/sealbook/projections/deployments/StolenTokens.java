package io.sealbook.projections.deployments;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.projections.loop.Progress;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks the ledger to do about each stolen token what the policy of its deployment says. It looks at what is, not at what
 * happened, so no theft is missed while it is down; and whether something is due, and that it happens once, is for the
 * ledger to decide.
 */
public final class StolenTokens implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StolenTokens.class);

    // What a later generation has settled is past; see DeploymentEvent.Requested.
    private static final String OPEN = """
            select t.id, t.deployment
            from read.bootstrap_token t
            join read.deployment d on d.id = t.deployment
            where t.stolen_at is not null and t.generation >= d.settled and d.desired = 'running'
              and d.spec ->> 'onTheft' in ('quarantine', 'redeploy')
            order by t.stolen_at, t.id""";

    private final JdbcClient database;
    private final Responses responses;
    private final Asking<Theft> asking;

    /** Where a response can be asked for. */
    @FunctionalInterface
    public interface Responses {
        /** One response for all requests with the same key; false if the ledger will have none of it. */
        boolean request(DeploymentId deployment, TokenId stolen, String idempotencyKey);
    }

    record Theft(TokenId token, DeploymentId deployment) {
        /** The same in every process and after every restart. */
        String idempotencyKey() {
            return "theft-" + token;
        }
    }

    /** @param active whether this process is the one that moves the projection: the others need not ask too */
    public StolenTokens(DataSource database, Progress progress, Responses responses, BooleanSupplier active) {
        this.database = JdbcClient.create(database);
        this.responses = responses;
        // Of the operating system: an interrupt closes the connection that a virtual thread is reading from.
        this.asking = new Asking<>(
                Thread.ofPlatform().daemon().name("sealbook-stolen"),
                "responding to stolen tokens",
                progress,
                active,
                this::open,
                Theft::idempotencyKey,
                this::ask);
        asking.start();
    }

    private void ask(Theft theft) {
        boolean heard = responses.request(theft.deployment(), theft.token(), theft.idempotencyKey());
        LOG.warn(
                "token {} of deployment {} was stolen: a response was {}",
                theft.token(),
                theft.deployment(),
                heard ? "asked for" : "not granted");
    }

    List<Theft> open() {
        return database.sql(OPEN)
                .query((row, _) ->
                        new Theft(new TokenId(row.getString("id")), new DeploymentId(row.getString("deployment"))))
                .list();
    }

    @Override
    public void close() {
        asking.close();
    }
}
