package io.sealbook.server.deployment;

import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.Provenance;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.command.Command;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of deployments. Each answer is the deployment after the change. */
sealed interface DeploymentCommand extends Command<Deployment> {
    Caller caller();

    DeploymentId id();

    @Override
    default Provenance provenance() {
        return caller().provenance();
    }

    record Request(
            Caller caller,
            DeploymentId id,
            DeploymentSpec spec,
            Instant at,
            @Nullable Idempotency idempotency) implements DeploymentCommand {}

    /** A new generation of the same; {@code because} names the value that made it necessary. */
    record Redeploy(
            Caller caller,
            DeploymentId id,
            @Nullable VersionedPath because,
            @Nullable String reason,
            Instant at,
            @Nullable Idempotency idempotency)
            implements DeploymentCommand {}

    record Stop(
            Caller caller,
            DeploymentId id,
            @Nullable String reason,
            Instant at,
            @Nullable Idempotency idempotency) implements DeploymentCommand {}

    /** What a worker says came of a generation; {@code report} keeps the rules of reports. */
    record Told(Caller caller, DeploymentId id, DeploymentEvent report, Instant at) implements DeploymentCommand {}
}
