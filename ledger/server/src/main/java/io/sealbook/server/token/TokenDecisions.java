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

    /** What a look at the token alone comes to: no, or the way to what it would open. */
    sealed interface Look {
        record No(Decision<Redemption> decision) implements Look {}

        /** With the versions of then it was consumed before, and its reply was lost. */
        record Yes(
                Issue issue, Presentation shown, @Nullable List<VersionedPath> ofThen) implements Look {}
    }

    /** The first half of a redemption: whoever does not have the token's secret causes no further work. */
    static Look look(BootstrapToken token, Presentation shown) {
        return switch (token) {
            case BootstrapToken.None none -> new Look.No(Decision.accept(new Redemption.Unknown()));
            case BootstrapToken.Live live -> lookAtLive(live.issue(), shown);
            case BootstrapToken.Consumed consumed -> lookAgain(consumed, shown);
            case BootstrapToken.Revoked revoked ->
                shown.digest().matches(revoked.issue().digest())
                        ? no(revoked.issue(), Reason.REVOKED)
                        : no(revoked.issue(), Reason.WRONG_SECRET);
        };
    }

    private static Look lookAtLive(Issue issue, Presentation shown) {
        if (!shown.digest().matches(issue.digest())) {
            return no(issue, Reason.WRONG_SECRET);
        }
        if (!shown.at().isBefore(issue.expiresAt())) {
            return no(issue, Reason.EXPIRED);
        }
        if (!Networks.contain(issue.networks(), shown.from())) {
            return burnt(issue, Reason.WRONG_ADDRESS, "presented from a wrong address", wrongAddress(issue));
        }
        if (issue.sealTo() != null
                && shown.publicKey() != null
                && !issue.sealTo().equals(shown.publicKey())) {
            return burnt(
                    issue,
                    Reason.OTHER_KEY,
                    "presented with another key",
                    alarm(
                            issue,
                            AlarmRaised.Kind.TOKEN_WITH_OTHER_KEY,
                            "a token was presented with another key than it was issued for"));
        }
        return new Look.Yes(issue, shown, null);
    }

    private static Look burnt(Issue issue, Reason reason, String why, AlarmRaised alarm) {
        return new Look.No(Decision.accept(
                new Redemption.Burnt(),
                new TokenEvent.Refused(issue.id(), issue.deployment(), reason),
                new TokenEvent.Revoked(issue.id(), issue.deployment(), why),
                alarm));
    }

    // A second use within the window with the same nonce is a lost reply; any other is a theft, on one side or the
    // other.
    private static Look lookAgain(BootstrapToken.Consumed consumed, Presentation shown) {
        Issue issue = consumed.issue();
        if (!shown.digest().matches(issue.digest())) {
            return no(issue, Reason.WRONG_SECRET);
        }
        boolean lostReply = shown.nonce() != null
                && consumed.nonce() != null
                && consumed.nonce().matches(shown.nonce())
                && shown.at().isBefore(consumed.at().plus(SAME_ANSWER));
        if (lostReply && !Networks.contain(issue.networks(), shown.from())) {
            return new Look.No(refused(issue, Reason.WRONG_ADDRESS, wrongAddress(issue)));
        }
        return lostReply
                ? new Look.Yes(issue, shown, consumed.versions())
                : new Look.No(refused(
                        issue,
                        Reason.REPLAYED,
                        alarm(
                                issue,
                                AlarmRaised.Kind.TOKEN_REPLAYED,
                                "a bootstrap token was presented a second time")));
    }

    /** The second half: the deployment as it is now must still want what the token was issued for. */
    static Decision<Redemption> open(Look.Yes look, Contents contents) {
        Issue issue = look.issue();
        if (contents.deployment().generation() != issue.generation()) {
            return refused(issue, Reason.OLD_GENERATION, null);
        }
        if (contents.deployment().desired() == Desired.STOPPED) {
            return refused(issue, Reason.DEPLOYMENT_STOPPED, null);
        }
        return grant(look, contents);
    }

    // Without the versions of then the token is consumed now; with them it was consumed before and is only read again.
    private static Decision<Redemption> grant(Look.Yes look, Contents contents) {
        Issue issue = look.issue();
        Map<SecretPath, Integer> ofThen = look.ofThen() == null ? null : current(look.ofThen());
        List<Grant> grants = new ArrayList<>();
        List<VersionedPath> versions = new ArrayList<>();
        for (Binding binding : contents.opened()) {
            if (!contents.readable().test(binding.path())) {
                return refused(issue, Reason.READ_NO_LONGER_ALLOWED, null);
            }
            Secret secret = contents.secrets().get(binding.path());
            int version = version(binding, secret, ofThen == null ? null : ofThen.get(binding.path()));
            UUID event = secret == null || secret.life() != Secret.Life.LIVE
                    ? null
                    : secret.value(version).orElse(null);
            if (event == null) {
                return refused(issue, Reason.SECRET_GONE, null);
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
                    issue.id(),
                    issue.deployment(),
                    issue.generation(),
                    versions,
                    look.shown().nonce()));
        }
        versions.forEach(value ->
                events.add(new SecretEvent.Read(value.path(), value.version(), issue.deployment(), issue.id())));
        return Decision.accept(
                new Redemption.Granted(
                        issue.deployment(),
                        issue.generation(),
                        List.copyOf(grants),
                        issue.sealTo() == null ? look.shown().publicKey() : issue.sealTo()),
                events.toArray(LedgerEvent[]::new));
    }

    // Of several versions of one path the newest is the one that was current; the others are pinned.
    private static Map<SecretPath, Integer> current(List<VersionedPath> versions) {
        Map<SecretPath, Integer> current = new HashMap<>();
        versions.forEach(value -> current.merge(value.path(), value.version(), Math::max));
        return current;
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

    private static Look no(Issue issue, Reason reason) {
        return new Look.No(refused(issue, reason, null));
    }

    // Nothing is appended here: how often a refusal is recorded is not for the state of the token to say.
    private static Decision<Redemption> refused(Issue issue, Reason reason, @Nullable AlarmRaised alarm) {
        return Decision.accept(
                new Redemption.Refused(new TokenEvent.Refused(issue.id(), issue.deployment(), reason), alarm));
    }

    /** One event for so many refusals that were alike. */
    static Decision<Redemption.Refused> putOnRecord(TokenCommand.PutOnRecord told) {
        TokenEvent.Refused event = told.refusal().event().times(told.count());
        AlarmRaised alarm = told.refusal().alarm();
        return alarm == null ? Decision.accept(told.refusal(), event) : Decision.accept(told.refusal(), event, alarm);
    }

    private static AlarmRaised wrongAddress(Issue issue) {
        return alarm(issue, AlarmRaised.Kind.TOKEN_FROM_WRONG_ADDRESS, "a token came from a wrong address");
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
