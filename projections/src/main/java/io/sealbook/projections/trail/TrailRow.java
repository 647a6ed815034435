package io.sealbook.projections.trail;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.AuditEvent.Outcome;
import io.sealbook.store.LedgerJson;
import org.jspecify.annotations.Nullable;

/** What people search an event by: what it is about, how it ended, and why. */
record TrailRow(
        Outcome outcome,
        @Nullable SecretPath secret,
        @Nullable Integer version,
        @Nullable DeploymentId deployment,
        @Nullable TokenId token,
        @Nullable AccountId account,
        @Nullable String reason) {

    static TrailRow of(LedgerEvent event) {
        return switch (event) {
            case SecretEvent secret -> of(secret);
            case TokenEvent token -> of(token);
            case DeploymentEvent deployment -> of(deployment);
            case AccountEvent account -> of(account);
            case RefusalEvent refusal -> of(refusal);
        };
    }

    private static TrailRow of(SecretEvent secret) {
        return switch (secret) {
            case SecretEvent.Written _, SecretEvent.Described _ -> about(secret, null);
            case SecretEvent.Rotated rotated -> about(secret, rotated.reason());
            case SecretEvent.Deleted deleted -> about(secret, deleted.reason());
            case SecretEvent.Restored restored -> about(secret, restored.reason());
            case SecretEvent.Read read ->
                new TrailRow(Outcome.SUCCESS, read.path(), read.version(), read.deployment(), read.token(), null, null);
        };
    }

    private static TrailRow about(SecretEvent secret, @Nullable String reason) {
        return new TrailRow(Outcome.SUCCESS, secret.path(), secret.version(), null, null, null, reason);
    }

    private static TrailRow of(TokenEvent token) {
        return switch (token) {
            case TokenEvent.Issued _, TokenEvent.Consumed _ -> about(token, Outcome.SUCCESS, null);
            case TokenEvent.Refused refused -> about(token, Outcome.REFUSED, wire(refused.reason()));
            case TokenEvent.Revoked revoked -> about(token, Outcome.SUCCESS, revoked.reason());
        };
    }

    private static TrailRow about(TokenEvent token, Outcome outcome, @Nullable String reason) {
        return new TrailRow(outcome, null, null, token.deployment(), token.token(), null, reason);
    }

    private static TrailRow of(DeploymentEvent deployment) {
        return switch (deployment) {
            case DeploymentEvent.Requested requested ->
                new TrailRow(
                        Outcome.SUCCESS,
                        null,
                        null,
                        requested.deployment(),
                        requested.stolen(),
                        null,
                        requested.reason());
            case DeploymentEvent.Progressed _, DeploymentEvent.Placed _, DeploymentEvent.Stopped _ ->
                about(deployment, Outcome.SUCCESS, null);
            case DeploymentEvent.Failed failed -> about(deployment, Outcome.FAILED, failed.problem());
        };
    }

    private static TrailRow about(DeploymentEvent deployment, Outcome outcome, @Nullable String reason) {
        return new TrailRow(outcome, null, null, deployment.deployment(), null, null, reason);
    }

    private static TrailRow of(AccountEvent account) {
        return switch (account) {
            case AccountEvent.Created _, AccountEvent.KeyCreated _ -> about(account, null);
            case AccountEvent.Disabled disabled -> about(account, disabled.reason());
            case AccountEvent.KeyRevoked revoked -> about(account, revoked.reason());
        };
    }

    private static TrailRow about(AccountEvent account, @Nullable String reason) {
        return new TrailRow(Outcome.SUCCESS, null, null, null, null, account.account(), reason);
    }

    private static TrailRow of(RefusalEvent refusal) {
        return switch (refusal) {
            case RefusalEvent.AccessRefused refused ->
                new TrailRow(
                        Outcome.REFUSED,
                        refused.path(),
                        null,
                        refused.deployment(),
                        null,
                        null,
                        wire(refused.reason()));
            case RefusalEvent.AlarmRaised alarm ->
                new TrailRow(Outcome.ALARM, null, null, alarm.deployment(), alarm.token(), null, wire(alarm.kind()));
        };
    }

    private static String wire(Enum<?> word) {
        return LedgerJson.mapper().valueToTree(word).stringValue();
    }
}
