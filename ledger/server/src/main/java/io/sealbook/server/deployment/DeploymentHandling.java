package io.sealbook.server.deployment;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.Caller;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import io.sealbook.server.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** Loads what decisions about deployments look at, and asks whether the caller may. */
public final class DeploymentHandling {
    private DeploymentHandling() {}

    public static void register(Commands.Rooms rooms) {
        rooms.with(Deployment.ENTITY)
                .on(DeploymentCommand.Request.class, new Requesting())
                .on(DeploymentCommand.Redeploy.class, repeatable(DeploymentHandling::redeploy))
                .on(DeploymentCommand.Stop.class, repeatable(DeploymentHandling::stop))
                .on(DeploymentCommand.Told.class, DeploymentHandling::told);
    }

    private static final class Requesting implements CommandHandling<DeploymentCommand.Request, Deployment> {
        @Override
        public Decision<Deployment> handle(DeploymentCommand.Request request, Entities entities) {
            requireHandingOut(request.caller(), request.spec());
            SecretPath credentials = request.spec().imageCredentials();
            List<Secret> bound = request.spec().secrets().stream()
                    .map(binding -> entities.load(Secret.class, binding.path()))
                    .toList();
            return DeploymentDecisions.request(
                    entities.load(Deployment.class, request.id()),
                    request.spec(),
                    bound,
                    credentials == null ? null : entities.load(Secret.class, credentials),
                    request.caller().account(),
                    request.at());
        }

        @Override
        public Decision<Deployment> repeat(
                DeploymentCommand.Request request, LedgerEvent earlier, Instant at, Entities entities) {
            return asItIs(earlier, entities);
        }
    }

    private static Decision<Deployment> redeploy(DeploymentCommand.Redeploy redeploy, Entities entities) {
        Deployment deployment = entities.load(Deployment.class, redeploy.id());
        VersionedPath because = redeploy.because();
        if (because != null) {
            redeploy.caller().require(Action.LEDGER_REPORT);
            return DeploymentDecisions.renew(deployment, because, redeploy.at());
        }
        requireWriting(redeploy.caller(), deployment);
        requireHandingOut(redeploy.caller(), deployment.spec());
        return DeploymentDecisions.redeploy(deployment, redeploy.caller().account(), redeploy.reason(), redeploy.at());
    }

    private static Decision<Deployment> stop(DeploymentCommand.Stop stop, Entities entities) {
        Deployment deployment = entities.load(Deployment.class, stop.id());
        requireWriting(stop.caller(), deployment);
        return DeploymentDecisions.stop(deployment, stop.reason(), stop.at());
    }

    private static Decision<Deployment> told(DeploymentCommand.Told told, Entities entities) {
        Deployment deployment = entities.load(Deployment.class, told.id());
        boolean own = deployment.generation() > 0
                && told.caller().targets().contains(deployment.spec().target());
        if (!told.caller().may(Action.ORDER_WORK) || !own) {
            throw new AccessRefusal(told.caller(), Action.ORDER_WORK, null, told.id());
        }
        return DeploymentDecisions.told(deployment, told.report(), told.at());
    }

    private static void requireWriting(Caller caller, Deployment deployment) {
        if (!caller.may(Action.DEPLOYMENT_WRITE)) {
            throw new AccessRefusal(caller, Action.DEPLOYMENT_WRITE, null, deployment.id());
        }
    }

    // Whoever hands out must be allowed to read, and whoever lets a theft be answered with new values, to write them.
    private static void requireHandingOut(Caller caller, DeploymentSpec spec) {
        for (Binding binding : spec.secrets()) {
            caller.require(Action.VALUE_READ, binding.path());
            if (binding.generate() != null) {
                caller.require(Action.SECRET_WRITE, binding.path());
            }
        }
        if (spec.imageCredentials() != null) {
            caller.require(Action.VALUE_READ, spec.imageCredentials());
        }
    }

    private static <C extends DeploymentCommand> CommandHandling<C, Deployment> repeatable(
            BiFunction<C, Entities, Decision<Deployment>> handle) {
        return new CommandHandling<>() {
            @Override
            public Decision<Deployment> handle(C command, Entities entities) {
                return handle.apply(command, entities);
            }

            @Override
            public Decision<Deployment> repeat(C command, LedgerEvent earlier, Instant at, Entities entities) {
                return asItIs(earlier, entities);
            }
        };
    }

    private static Decision<Deployment> asItIs(LedgerEvent earlier, Entities entities) {
        if (earlier instanceof DeploymentEvent ours) {
            return Decision.accept(entities.load(Deployment.class, ours.deployment()));
        }
        return Decision.refuse(Problem.conflict("other-request", "The key belongs to a request of another kind."));
    }
}
