package io.sealbook.server.deployment;

import io.sealbook.api.AccountId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Report;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Decision;
import io.sealbook.server.secret.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may become of a deployment. Pure. */
final class DeploymentDecisions {
    private DeploymentDecisions() {}

    /** The first generation; {@code bound} are the secrets in the order of the bindings. */
    static Decision<Deployment> request(
            Deployment deployment, DeploymentSpec spec, List<Secret> bound, AccountId owner, Instant at) {
        for (int i = 0; i < bound.size(); i++) {
            Binding binding = spec.secrets().get(i);
            Secret secret = bound.get(i);
            int version = binding.version() == null ? secret.version() : binding.version();
            if (secret.life() != Secret.Life.LIVE || secret.value(version).isEmpty()) {
                return Decision.refuse(Problem.conflict("secret-missing", "A bound secret or version does not exist.")
                        .field("/secrets/" + i, "names a live secret and, if any, an existing version"));
            }
        }
        return next(deployment, Desired.RUNNING, spec, owner, null, null, at);
    }

    /** A new generation on somebody's demand, who becomes the owner. */
    static Decision<Deployment> redeploy(Deployment deployment, AccountId owner, @Nullable String reason, Instant at) {
        return exists(deployment)
                ? next(deployment, Desired.RUNNING, deployment.spec(), owner, null, reason, at)
                : Decision.refuse(Problem.notFound());
    }

    /**
     * A new generation because a bound value was rotated; nothing to do if that is no longer so, or if the present
     * generation was made for that value or runs with it. The owner stays.
     */
    static Decision<Deployment> renew(Deployment deployment, VersionedPath because, Instant at) {
        boolean wanted = exists(deployment)
                && deployment.desired() == Desired.RUNNING
                && deployment.spec().onRotation() == OnRotation.RESTART
                && deployment.spec().secrets().stream()
                        .anyMatch(binding ->
                                binding.version() == null && binding.path().equals(because.path()));
        boolean covered = covers(deployment.because(), because)
                || (deployment.reported() instanceof DeploymentEvent.Placed placed
                        && placed.versions().stream().anyMatch(value -> covers(value, because)));
        return wanted && !covered
                ? next(deployment, Desired.RUNNING, deployment.spec(), deployment.owner(), because, null, at)
                : Decision.accept(deployment);
    }

    private static boolean covers(@Nullable VersionedPath known, VersionedPath because) {
        return known != null && known.path().equals(because.path()) && known.version() >= because.version();
    }

    static Decision<Deployment> stop(Deployment deployment, @Nullable String reason, Instant at) {
        if (!exists(deployment)) {
            return Decision.refuse(Problem.notFound());
        }
        return deployment.desired() == Desired.STOPPED
                ? Decision.accept(deployment)
                : next(deployment, Desired.STOPPED, deployment.spec(), deployment.owner(), null, reason, at);
    }

    /** What a worker says of a generation. The same again is no news; another generation is a conflict. */
    static Decision<Deployment> told(Deployment deployment, Report report, Instant at) {
        if (!exists(deployment)) {
            return Decision.refuse(Problem.notFound());
        }
        if (report.generation() != deployment.generation()) {
            return Decision.refuse(
                    Problem.conflict("other-generation", "The report is about a generation that is not wanted.")
                            .with("generation", deployment.generation()));
        }
        DeploymentEvent event = switch (report.outcome()) {
            case PROGRESSED ->
                new DeploymentEvent.Progressed(
                        deployment.id(),
                        report.generation(),
                        report.container() == null ? "" : report.container(),
                        report.step() == null ? DeploymentEvent.Step.STARTED : report.step());
            case PLACED ->
                new DeploymentEvent.Placed(
                        deployment.id(),
                        report.generation(),
                        report.container(),
                        report.versions() == null ? List.of() : report.versions());
            case FAILED ->
                new DeploymentEvent.Failed(
                        deployment.id(),
                        report.generation(),
                        report.problem() == null ? "the worker gave no reason" : report.problem());
            case STOPPED -> new DeploymentEvent.Stopped(deployment.id(), report.generation());
        };
        return event.equals(deployment.reported())
                ? Decision.accept(deployment)
                : Decision.accept(deployment.after(event, at), event);
    }

    private static Decision<Deployment> next(
            Deployment deployment,
            Desired desired,
            DeploymentSpec spec,
            AccountId owner,
            @Nullable VersionedPath because,
            @Nullable String reason,
            Instant at) {
        DeploymentEvent.Requested event = new DeploymentEvent.Requested(
                deployment.id(), deployment.generation() + 1, desired, spec, owner, because, reason);
        return Decision.accept(deployment.after(event, at), event);
    }

    private static boolean exists(Deployment deployment) {
        return deployment.generation() > 0;
    }
}
