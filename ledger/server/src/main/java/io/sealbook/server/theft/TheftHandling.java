package io.sealbook.server.theft;

import io.sealbook.access.AccessView;
import io.sealbook.api.AccountId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.theft.TheftCommand.Response;
import io.sealbook.server.token.BootstrapToken;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Loads what decisions about thefts look at: the deployment, the token, the secrets to be made anew, and the rights. */
public final class TheftHandling {
    private final AccessView access;

    private TheftHandling(AccessView access) {
        this.access = access;
    }

    public static void register(Commands.Rooms rooms, AccessView access) {
        TheftHandling handling = new TheftHandling(access);
        rooms.on(
                        TheftCommand.Assess.class,
                        (assess, entities) -> TheftDecisions.assess(handling.theft(assess, entities)))
                .on(TheftCommand.Respond.class, handling.new Responding());
    }

    private final class Responding implements CommandHandling<TheftCommand.Respond, Response> {
        @Override
        public Decision<Response> handle(TheftCommand.Respond respond, Entities entities) {
            return TheftDecisions.respond(theft(respond, entities), respond.values());
        }

        @Override
        public Decision<Response> repeat(
                TheftCommand.Respond respond, LedgerEvent earlier, Instant at, Entities entities) {
            return Decision.accept(Response.NONE);
        }
    }

    private Theft theft(TheftCommand<?> command, Entities entities) {
        command.caller().require(Action.LEDGER_REPORT);
        Deployment deployment = entities.load(Deployment.class, command.deployment());
        if (deployment.generation() == 0) {
            throw Problem.notFound();
        }
        Map<SecretPath, Secret> secrets = new LinkedHashMap<>();
        for (SecretPath path : Theft.replaceable(deployment.spec()).keySet()) {
            secrets.put(path, entities.load(Secret.class, path));
        }
        AccountId owner = deployment.owner();
        return new Theft(
                deployment,
                entities.load(BootstrapToken.class, command.token()),
                secrets,
                path -> access.may(owner, Action.VALUE_READ, path),
                path -> access.may(owner, Action.SECRET_WRITE, path));
    }
}
