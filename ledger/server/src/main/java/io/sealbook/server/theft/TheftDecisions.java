package io.sealbook.server.theft;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Decision.Fact;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.theft.TheftCommand.Assessment;
import io.sealbook.server.theft.TheftCommand.Fresh;
import io.sealbook.server.theft.TheftCommand.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of a deployment one of whose tokens was stolen. Pure. */
final class TheftDecisions {
    private static final String STOLEN = "a bootstrap token was stolen";

    private TheftDecisions() {}

    static Decision<Assessment> assess(Theft theft) {
        boolean redeploys = theft.isOpen()
                && theft.deployment().spec().onTheft() == OnTheft.REDEPLOY
                && theft.obstacle().isEmpty();
        return Decision.accept(
                new Assessment(redeploys ? Theft.replaceable(theft.deployment().spec()) : Map.of()));
    }

    /**
     * One response for one token. Whoever may no longer hand the secrets out does not get them delivered anew: then the
     * deployment is stopped instead.
     */
    static Decision<Response> respond(Theft theft, Map<SecretPath, Fresh> values) {
        if (!theft.isOpen()) {
            return Decision.accept(Response.NONE);
        }
        if (theft.deployment().spec().onTheft() == OnTheft.QUARANTINE) {
            return quarantine(theft, STOLEN);
        }
        return theft.obstacle()
                .map(obstacle -> quarantine(theft, STOLEN + "; it was not redeployed, because " + obstacle))
                .orElseGet(() -> redeploy(theft, values));
    }

    private static Decision<Response> quarantine(Theft theft, String reason) {
        return Decision.accept(Response.QUARANTINED, next(theft, Desired.STOPPED, null, reason));
    }

    // The new values and the generation that needs them are one append: no generation starts with what was stolen, and
    // no value changes without one.
    private static Decision<Response> redeploy(Theft theft, Map<SecretPath, Fresh> values) {
        List<SecretPath> wanted =
                List.copyOf(Theft.replaceable(theft.deployment().spec()).keySet());
        if (!values.keySet().equals(Set.copyOf(wanted))) {
            return Decision.accept(Response.OTHER_VALUES);
        }
        List<Fact> facts = new ArrayList<>();
        List<VersionedPath> made = new ArrayList<>();
        for (SecretPath path : wanted) {
            Secret secret = theft.secrets().get(path);
            Fresh fresh = values.get(path);
            if (secret == null || fresh == null) {
                throw new IllegalStateException("bug: a value is to be made of a secret that was not loaded");
            }
            VersionedPath value = new VersionedPath(path, secret.version() + 1);
            facts.add(new Fact(
                    new SecretEvent.Rotated(path, value.version(), secret.revision() + 1, true, STOLEN),
                    fresh.event(),
                    fresh.value()));
            made.add(value);
        }
        facts.add(Fact.of(next(theft, Desired.RUNNING, made.isEmpty() ? null : made.getFirst(), STOLEN)));
        return new Decision.Accept<>(facts, Response.REDEPLOYED);
    }

    // Names a value that it was made for, so that nobody asks for another generation on account of it.
    private static DeploymentEvent.Requested next(
            Theft theft, Desired desired, @Nullable VersionedPath because, String reason) {
        Deployment deployment = theft.deployment();
        return new DeploymentEvent.Requested(
                deployment.id(),
                deployment.generation() + 1,
                desired,
                deployment.spec(),
                deployment.owner(),
                because,
                reason,
                null,
                theft.stolen());
    }
}
