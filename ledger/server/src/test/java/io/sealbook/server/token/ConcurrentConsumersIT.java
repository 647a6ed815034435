package io.sealbook.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.server.AtOnce;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.secret.Secrets;
import io.sealbook.server.token.TokenCommand.Redemption;
import io.sealbook.store.LedgerUnavailableException;
import io.sealbook.store.Pen;
import io.sealbook.store.RecordedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A token opens the door once, whoever pushes. */
class ConcurrentConsumersIT {
    private static final int CONSUMERS = 64;
    private static final int TOKENS = Boolean.getBoolean("sealbook.soak") ? 1_000 : 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final SecretPath DB = new SecretPath("prod/db");

    @Test
    void ofSixtyFourConsumersOfEachTokenExactlyOneIsServedAndOneEventStandsForTheOthers() {
        Clock sameMinute = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        try (LiveLedger ledger = new LiveLedger();
                TokenRefusals refusals = new TokenRefusals(ledger.service.commands(), sameMinute)) {
            Caller ada =
                    ledger.caller("ada", List.of(Rule.allow(Set.of(Action.VALUE_READ, Action.TOKEN_ISSUE), "prod/**")));
            new Secrets(ledger).write(ada, DB, "hunter2");
            DeploymentId web = new DeploymentId(UUID.randomUUID().toString());
            new Pen(ledger.service.engine()).append(running(web, ada));
            long from = ledger.size();

            int served = 0;
            for (int i = 0; i < TOKENS; i++) {
                Credential.Minted token = issue(ledger, ada, web);
                List<Redemption> outcomes = AtOnce.all(CONSUMERS, consumer -> persist(ledger, refusals, token));
                assertThat(outcomes)
                        .filteredOn(Redemption.Granted.class::isInstance)
                        .as("served consumers of token %d", i)
                        .hasSize(1);
                served++;
            }

            assertThat(served).isEqualTo(TOKENS);
            Map<TokenId, Tally> tallies = new HashMap<>();
            ledger.events(from).stream().map(RecordedEvent::event).forEach(event -> tally(tallies, event));
            assertThat(tallies).hasSize(TOKENS);
            assertThat(tallies.values()).containsOnly(new Tally(1, 1, 1, 1));
            ledger.verify();
        }
    }

    private record Tally(int consumed, int read, int refused, int alarms) {
        Tally plus(Tally other) {
            return new Tally(
                    consumed + other.consumed, read + other.read, refused + other.refused, alarms + other.alarms);
        }
    }

    private static void tally(Map<TokenId, Tally> tallies, LedgerEvent event) {
        switch (event) {
            case TokenEvent.Consumed consumed -> tallies.merge(consumed.token(), new Tally(1, 0, 0, 0), Tally::plus);
            case SecretEvent.Read read -> tallies.merge(read.token(), new Tally(0, 1, 0, 0), Tally::plus);
            case TokenEvent.Refused refused -> tallies.merge(refused.token(), new Tally(0, 0, 1, 0), Tally::plus);
            case AlarmRaised alarm -> tallies.merge(alarm.token(), new Tally(0, 0, 0, 1), Tally::plus);
            default -> assertThat(event).isInstanceOf(TokenEvent.Issued.class);
        }
    }

    private static Credential.Minted issue(LiveLedger ledger, Caller caller, DeploymentId deployment) {
        Credential.Minted token = Credential.mint(Credential.Kind.TOKEN);
        Instant now = Instant.now();
        ledger.service
                .commands()
                .send(new TokenCommand.Issue(
                        caller,
                        deployment,
                        token,
                        now.plusSeconds(600),
                        List.of(),
                        TokenEvent.Purpose.FILES,
                        null,
                        now,
                        null));
        return token;
    }

    /** As a client does that the ledger, busy, has turned away: nothing has happened, so it asks again. */
    private static Redemption persist(LiveLedger ledger, TokenRefusals refusals, Credential.Minted token) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return consume(ledger, refusals, token);
            } catch (LedgerUnavailableException busy) {
                if (Instant.now().isAfter(giveUp)) {
                    throw busy;
                }
            }
        }
    }

    private static Redemption consume(LiveLedger ledger, TokenRefusals refusals, Credential.Minted token) {
        Redemption outcome = ledger.service
                .commands()
                .send(new TokenCommand.Consume(
                        new Credential.Presented(token.id(), token.digest()), null, null, Pen.ADA, Instant.now()))
                .answer();
        if (outcome instanceof Redemption.Refused refused) {
            refusals.refused(refused, Pen.ADA);
        }
        return outcome;
    }

    private static DeploymentEvent running(DeploymentId id, Caller owner) {
        DeploymentSpec spec = new DeploymentSpec(
                "web",
                new TargetName("here"),
                "sha256:" + "0".repeat(64),
                List.of(),
                List.of(new Binding(DB, "db", null, null, null)),
                OnRotation.RESTART,
                null);
        return new DeploymentEvent.Requested(id, 1, DeploymentEvent.Desired.RUNNING, spec, owner.account(), null, null);
    }
}
