package io.sealbook.server.token;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.TokenEvent.Refused.Reason;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Decision;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.token.BootstrapToken.Issue;
import io.sealbook.server.token.TokenCommand.Grant;
import io.sealbook.server.token.TokenCommand.Redemption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may become of a bootstrap token. Pure. */
final class TokenDecisions {
    /** So long may a client that lost the reply ask again with the same nonce. */
    static final Duration SAME_ANSWER = Duration.ofSeconds(30);

    private TokenDecisions() {}

    static Decision<Redemption> consume(BootstrapToken token, Presentation shown) {
        return switch (token) {
            case BootstrapToken.None none -> Decision.accept(new Redemption.Denied());
            case BootstrapToken.Live live -> consumeLive(live.issue(), shown);
            case BootstrapToken.Consumed consumed -> consumeAgain(consumed, shown);
            case BootstrapToken.Revoked revoked ->
                shown.digest().matches(revoked.issue().digest())
                        ? denied(revoked.issue(), Reason.REVOKED)
                        : denied(revoked.issue(), Reason.WRONG_SECRET);
        };
    }

    private static Decision<Redemption> consumeLive(Issue issue, Presentation shown) {
        if (!shown.digest().matches(issue.digest())) {
            return denied(issue, Reason.WRONG_SECRET);
        }
        if (!shown.at().isBefore(issue.expiresAt())) {
            return denied(issue, Reason.EXPIRED);
        }
        if (!Networks.contain(issue.networks(), shown.from())) {
            return denied(
                    issue,
                    Reason.WRONG_ADDRESS,
                    new TokenEvent.Revoked(issue.id(), issue.deployment(), "presented from a wrong address"),
                    alarm(issue, AlarmRaised.Kind.TOKEN_FROM_WRONG_ADDRESS, "a token came from a wrong address"));
        }
        if (shown.deployment().generation() != issue.generation()) {
            return denied(issue, Reason.OLD_GENERATION);
        }
        if (shown.deployment().desired() == Desired.STOPPED) {
            return denied(issue, Reason.DEPLOYMENT_STOPPED);
        }
        return grant(issue, shown, null);
    }

    // A second use within the window with the same nonce is a lost reply; any other is a theft, on one side or the
    // other.
    private static Decision<Redemption> consumeAgain(BootstrapToken.Consumed consumed, Presentation shown) {
        Issue issue = consumed.issue();
        if (!shown.digest().matches(issue.digest())) {
            return denied(issue, Reason.WRONG_SECRET);
        }
        boolean lostReply = shown.nonce() != null
                && consumed.nonce() != null
                && consumed.nonce().matches(shown.nonce())
                && shown.at().isBefore(consumed.at().plus(SAME_ANSWER));
        if (lostReply && !Networks.contain(issue.networks(), shown.from())) {
            return denied(
                    issue,
                    Reason.WRONG_ADDRESS,
                    alarm(issue, AlarmRaised.Kind.TOKEN_FROM_WRONG_ADDRESS, "a token came from a wrong address"));
        }
        if (lostReply) {
            // Of several versions of one path the newest is the one that was current; the others are pinned.
            Map<SecretPath, Integer> current = new HashMap<>();
            consumed.versions().forEach(value -> current.merge(value.path(), value.version(), Math::max));
            return grant(issue, shown, current);
        }
        return denied(
                issue,
                Reason.REPLAYED,
                alarm(issue, AlarmRaised.Kind.TOKEN_REPLAYED, "a bootstrap token was presented a second time"));
    }

    // Without the versions of then the token is consumed now; with them it was consumed before and is only read again.
    private static Decision<Redemption> grant(
            Issue issue, Presentation shown, @Nullable Map<SecretPath, Integer> ofThen) {
        List<Grant> grants = new ArrayList<>();
        List<VersionedPath> versions = new ArrayList<>();
        for (Binding binding : shown.deployment().spec().secrets()) {
            if (!shown.readable().test(binding.path())) {
                return denied(issue, Reason.READ_NO_LONGER_ALLOWED);
            }
            Secret secret = shown.secrets().get(binding.path());
            int version = version(binding, secret, ofThen == null ? null : ofThen.get(binding.path()));
            UUID event = secret == null || secret.life() != Secret.Life.LIVE
                    ? null
                    : secret.value(version).orElse(null);
            if (event == null) {
                return denied(issue, Reason.SECRET_GONE);
            }
            grants.add(new Grant(binding, event, version));
            VersionedPath value = new VersionedPath(binding.path(), version);
            if (!versions.contains(value)) {
                versions.add(value);
            }
        }
        List<LedgerEvent> events = new ArrayList<>();
        if (ofThen == null) {
            events.add(new TokenEvent.Consumed(
                    issue.id(), issue.deployment(), issue.generation(), versions, shown.nonce()));
        }
        versions.forEach(value ->
                events.add(new SecretEvent.Read(value.path(), value.version(), issue.deployment(), issue.id())));
        return Decision.accept(
                new Redemption.Granted(issue.deployment(), issue.generation(), List.copyOf(grants)),
                events.toArray(LedgerEvent[]::new));
    }

    private static int version(Binding binding, @Nullable Secret secret, @Nullable Integer ofThen) {
        if (binding.version() != null) {
            return binding.version();
        }
        if (ofThen != null) {
            return ofThen;
        }
        return secret == null ? 0 : secret.version();
    }

    private static Decision<Redemption> denied(Issue issue, Reason reason, LedgerEvent... further) {
        LedgerEvent[] events = new LedgerEvent[further.length + 1];
        events[0] = new TokenEvent.Refused(issue.id(), issue.deployment(), reason);
        System.arraycopy(further, 0, events, 1, further.length);
        return Decision.accept(new Redemption.Denied(), events);
    }

    private static AlarmRaised alarm(Issue issue, AlarmRaised.Kind kind, String about) {
        return new AlarmRaised(kind, issue.id(), issue.deployment(), about);
    }

    static Decision<BootstrapToken> revoke(BootstrapToken token, TokenCommand.Revoke revoke) {
        return switch (token) {
            case BootstrapToken.None none -> Decision.refuse(Problem.notFound());
            case BootstrapToken.Live live ->
                Decision.accept(
                        new BootstrapToken.Revoked(live.issue()),
                        new TokenEvent.Revoked(live.issue().id(), live.issue().deployment(), revoke.reason()));
            case BootstrapToken.Consumed consumed ->
                Decision.refuse(Problem.conflict("token-consumed", "The token was used already."));
            case BootstrapToken.Revoked revoked -> Decision.accept(revoked);
        };
    }
}
