package io.sealbook.server.deployment;

import io.sealbook.api.AccountId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Decision;
import io.sealbook.server.secret.Secret;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may become of a deployment. Pure. */
final class DeploymentDecisions {
    private DeploymentDecisions() {}

    /** The first generation; {@code bound} are the secrets in the order of the bindings. */
    static Decision<Deployment> request(
            Deployment deployment,
            DeploymentSpec spec,
            List<Secret> bound,
            @Nullable Secret imageCredentials,
            AccountId owner,
            Instant at) {
        for (int i = 0; i < bound.size(); i++) {
            Integer pinned = spec.secrets().get(i).version();
            if (!isThere(bound.get(i), pinned)) {
                return missing("/secrets/" + i, "names a live secret and, if any, an existing version");
            }
        }
        if (imageCredentials != null && !isThere(imageCredentials, null)) {
            return missing("/imageCredentials", "names a live secret");
        }
        return next(deployment, Desired.RUNNING, spec, owner, null, null, null, at);
    }

    private static boolean isThere(Secret secret, @Nullable Integer pinned) {
        return secret.life() == Secret.Life.LIVE
                && secret.value(pinned == null ? secret.version() : pinned).isPresent();
    }

    private static Decision<Deployment> missing(String pointer, String rule) {
        return Decision.refuse(Problem.conflict("secret-missing", "A bound secret or version does not exist.")
                .field(pointer, rule));
    }

    /** A new generation on somebody's demand, who becomes the owner. */
    static Decision<Deployment> redeploy(Deployment deployment, AccountId owner, @Nullable String reason, Instant at) {
        return exists(deployment)
                ? next(deployment, Desired.RUNNING, deployment.spec(), owner, null, reason, null, at)
                : Decision.refuse(Problem.notFound());
    }

    /**
     * A new generation because a bound value was rotated, as the binding's policy has it; nothing to do if that is no
     * longer so, or if the present generation was made for that value or runs with it. The owner stays.
     */
    static Decision<Deployment> renew(Deployment deployment, VersionedPath because, Instant at) {
        OnRotation policy = policy(deployment, because.path());
        if (policy == OnRotation.MANUAL || isKnown(deployment, because, policy)) {
            return Decision.accept(deployment);
        }
        Integer keeps = policy == OnRotation.REFRESH ? staying(deployment) : null;
        return next(deployment, Desired.RUNNING, deployment.spec(), deployment.owner(), because, null, keeps, at);
    }

    // Of several files of one secret, one that needs a restart decides for all.
    private static OnRotation policy(Deployment deployment, SecretPath rotated) {
        if (deployment.desired() == Desired.STOPPED) {
            return OnRotation.MANUAL;
        }
        Set<OnRotation> policies = EnumSet.of(OnRotation.MANUAL);
        for (Binding binding : deployment.spec().secrets()) {
            if (binding.path().equals(rotated)) {
                policies.add(deployment.spec().onRotation(binding));
            }
        }
        if (policies.contains(OnRotation.RESTART)) {
            return OnRotation.RESTART;
        }
        return policies.contains(OnRotation.REFRESH) ? OnRotation.REFRESH : OnRotation.MANUAL;
    }

    // Files that changed in a running container are no restart: what wants one still does.
    private static boolean isKnown(Deployment deployment, VersionedPath because, OnRotation policy) {
        boolean started = deployment.keeps() == null || policy == OnRotation.REFRESH;
        return covers(deployment.because(), because)
                || (started
                        && deployment.reported() instanceof DeploymentEvent.Placed placed
                        && placed.versions().stream().anyMatch(value -> covers(value, because)));
    }

    /**
     * The generation whose container may stay when only files change, if there is one for sure: it was placed, and no
     * more than its files was changed since, whether that went well or was rolled back.
     */
    private static @Nullable Integer staying(Deployment deployment) {
        if (deployment.keeps() != null) {
            return deployment.keeps();
        }
        return deployment.reported() instanceof DeploymentEvent.Placed ? deployment.generation() : null;
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
                : next(deployment, Desired.STOPPED, deployment.spec(), deployment.owner(), null, reason, null, at);
    }

    /**
     * What a worker says of a generation. The same again is no news, nor is a step after the outcome; another generation
     * is a conflict. What a worker does not know of the ledger it cannot say: only bound secrets run.
     */
    static Decision<Deployment> told(Deployment deployment, DeploymentEvent report, Instant at) {
        if (!exists(deployment)) {
            return Decision.refuse(Problem.notFound());
        }
        if (report.generation() != deployment.generation()) {
            return Decision.refuse(
                    Problem.conflict("other-generation", "The report is about a generation that is not wanted.")
                            .with("generation", deployment.generation()));
        }
        if (report instanceof DeploymentEvent.Placed placed && !bindsAll(deployment.spec(), placed.versions())) {
            return Decision.refuse(Problem.badRequest("/versions", "values of bound secrets only"));
        }
        return isNews(deployment, report)
                ? Decision.accept(deployment.after(report, at), report)
                : Decision.accept(deployment);
    }

    private static boolean isNews(Deployment deployment, DeploymentEvent report) {
        return switch (report) {
            case DeploymentEvent.Progressed progressed ->
                isAwaited(deployment) && deployment.steps().get(progressed.container()) != progressed.step();
            case DeploymentEvent.Placed _, DeploymentEvent.Failed _, DeploymentEvent.Stopped _ ->
                !report.equals(deployment.reported());
            case DeploymentEvent.Requested _ -> throw new IllegalStateException("bug: workers want nothing");
        };
    }

    private static boolean isAwaited(Deployment deployment) {
        return deployment.desired() == Desired.RUNNING
                && (deployment.reported() == null || deployment.reported() instanceof DeploymentEvent.Progressed);
    }

    private static boolean bindsAll(DeploymentSpec spec, List<VersionedPath> versions) {
        return versions.stream()
                .allMatch(value -> spec.secrets().stream()
                        .anyMatch(binding -> binding.path().equals(value.path())));
    }

    private static Decision<Deployment> next(
            Deployment deployment,
            Desired desired,
            DeploymentSpec spec,
            AccountId owner,
            @Nullable VersionedPath because,
            @Nullable String reason,
            @Nullable Integer keeps,
            Instant at) {
        DeploymentEvent.Requested event = new DeploymentEvent.Requested(
                deployment.id(), deployment.generation() + 1, desired, spec, owner, because, reason, keeps, null);
        return Decision.accept(deployment.after(event, at), event);
    }

    private static boolean exists(Deployment deployment) {
        return deployment.generation() > 0;
    }
}
