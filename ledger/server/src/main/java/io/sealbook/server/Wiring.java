package io.sealbook.server;

import io.sealbook.access.AccessView;
import io.sealbook.access.RefusalRecorder;
import io.sealbook.edge.UnknownCallers;
import io.sealbook.server.account.AccountCommands;
import io.sealbook.server.account.AccountRoutes;
import io.sealbook.server.account.SessionRoutes;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.deployment.DeploymentRoutes;
import io.sealbook.server.log.DisclosureRoutes;
import io.sealbook.server.log.LogRoutes;
import io.sealbook.server.log.OwnWrites;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.server.refusal.RefusalRecords;
import io.sealbook.server.refusal.RefusalRoutes;
import io.sealbook.server.secret.SecretRoutes;
import io.sealbook.server.secret.Values;
import io.sealbook.server.theft.TheftRoutes;
import io.sealbook.server.token.ConsumeRoutes;
import io.sealbook.server.token.TokenRefusals;
import io.sealbook.server.token.TokenRoutes;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/**
 * The ledger in a Spring context: its routes, and what the edge asks it for. Needs a {@link LedgerService}, its {@link
 * TransparencyLog} and a clock.
 */
@Configuration(proxyBeanMethods = false)
public class Wiring {
    @Bean
    AccessView accessView(LedgerService ledger) {
        return ledger.access();
    }

    @Bean
    RefusalRecorder refusalRecorder(LedgerService ledger, Clock clock) {
        return new RefusalRecords(ledger.commands(), inMillis(clock));
    }

    @Bean
    RefusalRoutes refusalRoutes(RefusalRecorder recorder) {
        return new RefusalRoutes(recorder);
    }

    @Bean
    Values values(@Value("${sealbook.max-value-bytes:131072}") int maxValueBytes) {
        return new Values(maxValueBytes);
    }

    @Bean
    SecretRoutes secretRoutes(LedgerService ledger, TransparencyLog log, Values values, Clock clock) {
        return new SecretRoutes(
                ledger.commands(),
                ledger.engine(),
                ledger.valueSeal(),
                ledger.sealedValues(),
                values,
                new Idempotent(ledger.pseudonyms()),
                new OwnWrites(log),
                inMillis(clock));
    }

    @Bean
    TokenRefusals tokenRefusals(LedgerService ledger, Clock clock) {
        return new TokenRefusals(ledger.commands(), inMillis(clock));
    }

    @Bean
    TokenRoutes tokenRoutes(LedgerService ledger, Clock clock) {
        return new TokenRoutes(ledger.commands(), new Idempotent(ledger.pseudonyms()), inMillis(clock));
    }

    @Bean
    ConsumeRoutes consumeRoutes(
            LedgerService ledger, TokenRefusals tokenRefusals, UnknownCallers unknownCallers, Clock clock) {
        return new ConsumeRoutes(
                ledger.commands(), tokenRefusals, unknownCallers, ledger.sealedValues(), inMillis(clock));
    }

    @Bean
    DeploymentRoutes deploymentRoutes(LedgerService ledger, Clock clock) {
        return new DeploymentRoutes(ledger.commands(), new Idempotent(ledger.pseudonyms()), inMillis(clock));
    }

    @Bean
    TheftRoutes theftRoutes(LedgerService ledger, Values values, Clock clock) {
        return new TheftRoutes(
                ledger.commands(),
                ledger.engine(),
                ledger.valueSeal(),
                values,
                new Idempotent(ledger.pseudonyms()),
                inMillis(clock));
    }

    @Bean
    AccountRoutes accountRoutes(LedgerService ledger, Clock clock) {
        return new AccountRoutes(
                new AccountCommands(ledger.commands(), ledger.access()),
                new Idempotent(ledger.pseudonyms()),
                inMillis(clock));
    }

    @Bean
    SessionRoutes sessionRoutes(LedgerService ledger, UnknownCallers unknownCallers, Clock clock) {
        return new SessionRoutes(
                new AccountCommands(ledger.commands(), ledger.access()), unknownCallers, inMillis(clock));
    }

    @Bean
    LogRoutes logRoutes(TransparencyLog log, Scheduler edgeScheduler) {
        return new LogRoutes(log, edgeScheduler);
    }

    @Bean
    DisclosureRoutes disclosureRoutes(LedgerService ledger) {
        return new DisclosureRoutes(ledger.disclosures());
    }

    // The ledger keeps whole milliseconds, so an answer tells none finer. An event's time may yet be later than the
    // answer said, where this clock is behind the last event: time in the ledger never goes back.
    private static Clock inMillis(Clock clock) {
        return Clock.tick(clock, Duration.ofMillis(1));
    }
}
