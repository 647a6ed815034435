package io.sealbook.server.token;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.AccessView;
import io.sealbook.access.Caller;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.TokenEvent.Purpose;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.CommandHandling;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Entities;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.token.TokenCommand.Redemption;
import io.sealbook.server.token.TokenDecisions.Look;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loads what decisions about tokens look at: the token, its deployment, the bound secrets, and who may read them. */
public final class TokenHandling {
    private final AccessView access;

    private TokenHandling(AccessView access) {
        this.access = access;
    }

    public static void register(Commands.Rooms rooms, AccessView access) {
        TokenHandling handling = new TokenHandling(access);
        rooms.with(BootstrapToken.ENTITY)
                .on(TokenCommand.Issue.class, new Issuing())
                .on(TokenCommand.Consume.class, handling::consume)
                .on(TokenCommand.PutOnRecord.class, (told, entities) -> TokenDecisions.putOnRecord(told))
                .on(TokenCommand.Revoke.class, handling::revoke);
    }

    private static final class Issuing implements CommandHandling<TokenCommand.Issue, TokenId> {
        @Override
        public Decision<TokenId> handle(TokenCommand.Issue issue, Entities entities) {
            Deployment deployment = entities.load(Deployment.class, issue.deployment());
            List<Binding> opened = BootstrapToken.opened(issue.purpose(), deployment.spec());
            requireIssuing(issue.caller(), deployment, opened);
            if (deployment.generation() == 0) {
                return Decision.refuse(Problem.notFound());
            }
            if (deployment.desired() == Desired.STOPPED) {
                return Decision.refuse(Problem.conflict("deployment-stopped", "The deployment is to be stopped."));
            }
            if (issue.purpose() == Purpose.IMAGE && opened.isEmpty()) {
                return Decision.refuse(
                        Problem.conflict("no-image-credentials", "The image of this deployment needs no credentials."));
            }
            return Decision.accept(
                    issue.token(),
                    new TokenEvent.Issued(
                            issue.token(),
                            issue.deployment(),
                            deployment.generation(),
                            issue.expiresAt(),
                            issue.networks(),
                            issue.credential().digest(),
                            issue.purpose() == Purpose.FILES ? null : issue.purpose(),
                            issue.sealTo()));
        }

        // The token was shown once; nobody can show it again.
        @Override
        public Decision<TokenId> repeat(TokenCommand.Issue issue, LedgerEvent earlier, Instant at, Entities entities) {
            String id =
                    earlier instanceof TokenEvent.Issued issued ? issued.token().value() : null;
            return Decision.refuse(Problem.conflict("shown-once", "The token was issued and shown already.")
                    .with("id", id));
        }
    }

    // A worker works for its targets; anybody else must be allowed to read what the token will reveal.
    private static void requireIssuing(Caller caller, Deployment deployment, List<Binding> opened) {
        if (caller.may(Action.ORDER_WORK)
                && deployment.generation() > 0
                && caller.targets().contains(deployment.spec().target())) {
            return;
        }
        if (!caller.may(Action.TOKEN_ISSUE)) {
            throw new AccessRefusal(caller, Action.TOKEN_ISSUE, null, deployment.id());
        }
        opened.forEach(binding -> caller.require(Action.VALUE_READ, binding.path()));
    }

    private Decision<Redemption> consume(TokenCommand.Consume consume, Entities entities) {
        BootstrapToken token = entities.load(BootstrapToken.class, consume.token());
        Presentation shown = new Presentation(
                consume.presented().digest(),
                consume.nonce(),
                consume.publicKey(),
                consume.provenance().from(),
                consume.at());
        return switch (TokenDecisions.look(token, shown)) {
            case Look.No no -> no.decision();
            case Look.Yes yes -> TokenDecisions.open(yes, contents(yes.issue(), entities));
        };
    }

    private Contents contents(BootstrapToken.Issue issue, Entities entities) {
        Deployment deployment = entities.load(Deployment.class, issue.deployment());
        List<Binding> opened = BootstrapToken.opened(issue.purpose(), deployment.spec());
        Map<SecretPath, Secret> secrets = new LinkedHashMap<>();
        for (Binding binding : opened) {
            secrets.computeIfAbsent(binding.path(), path -> entities.load(Secret.class, path));
        }
        return new Contents(
                deployment, opened, secrets, path -> access.may(deployment.owner(), Action.VALUE_READ, path));
    }

    private Decision<BootstrapToken> revoke(TokenCommand.Revoke revoke, Entities entities) {
        return TokenDecisions.revoke(entities.load(BootstrapToken.class, revoke.token()), revoke);
    }
}
