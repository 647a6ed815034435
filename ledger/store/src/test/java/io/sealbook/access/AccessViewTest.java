package io.sealbook.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.event.Digest;
import io.sealbook.store.BreakingDatabase;
import io.sealbook.store.HeadSignal;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.Pen;
import io.sealbook.store.TestLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessViewTest {
    private static final AccountId ADA = new AccountId("ada");
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

    private TestLedger ledger;
    private LedgerEngine engine;
    private BreakingDatabase database;
    private HikariDataSource pool;
    private HeadSignal signal;
    private AccessView view;
    private Pen pen;

    @BeforeEach
    void open() {
        ledger = new TestLedger();
        engine = ledger.engine();
        pen = new Pen(engine);
        database = new BreakingDatabase(
                ledger.database.as(LedgerSchema.LEDGER_ROLE).direct());
        pool = ledger.database.as(LedgerSchema.LEDGER_ROLE).pool(2);
        signal = new HeadSignal(database);
        view = view(Clock.systemUTC());
    }

    @AfterEach
    void close() {
        view.close();
        signal.close();
        pool.close();
        engine.close();
        ledger.close();
    }

    @Test
    void whoeverHoldsAKeyOfAnEnabledAccountIsKnown() {
        Credential.Minted key = ada(tomorrow);

        Optional<AccessView.Authenticated> known = eventually(key);
        assertThat(known).hasValueSatisfying(found -> {
            assertThat(found.account().id()).isEqualTo(ADA);
            assertThat(found.account().permissions().allow(Action.VALUE_READ, new SecretPath("prod/db")))
                    .isTrue();
            assertThat(found.key().purpose()).isEqualTo(Purpose.ACCESS);
        });
    }

    @Test
    void aSecondAfterItsCommitARevocationIsInEffectOrNothingIsAnswered() {
        Credential.Minted key = ada(tomorrow);
        eventually(key);
        pen.append(new AccountEvent.KeyRevoked(ADA, new KeyId(key.id()), "lost"));
        refusedFromOneSecondOn(key);
    }

    @Test
    void aSecondAfterItsCommitADisabledAccountIsRefusedWithAllItsKeys() {
        Credential.Minted key = ada(tomorrow);
        eventually(key);
        pen.append(new AccountEvent.Disabled(ADA, "left"));
        refusedFromOneSecondOn(key);

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> view.account(ADA).orElseThrow().disabled());
        assertThat(view.account(ADA).orElseThrow().permissions().allow(Action.VALUE_READ))
                .isFalse();
    }

    @Test
    void aViewThatCannotSeeTheLedgerAnswersNothingRatherThanAnOldPermission() {
        Credential.Minted key = ada(tomorrow);
        eventually(key);
        database.unreachable(true);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !view.isCurrent());

        assertThatThrownBy(() -> view.authenticate(presented(key))).isInstanceOf(AccessUnavailableException.class);
        assertThatThrownBy(() -> view.account(ADA)).isInstanceOf(AccessUnavailableException.class);

        database.unreachable(false);
        assertThat(eventually(key)).isPresent();
    }

    @Test
    void aClockThatWasSetBackKeepsNoOldPermissionAlive() {
        Credential.Minted key = ada(tomorrow);
        eventually(key);
        database.unreachable(true);
        try (AccessView past = view(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !past.isCurrent());
            assertThatThrownBy(() -> past.authenticate(presented(key))).isInstanceOf(AccessUnavailableException.class);
        }
    }

    @Test
    void anExpiredKeyIsNoKey() {
        Credential.Minted key = ada(Instant.now().minusSeconds(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> view.account(ADA).isPresent());

        assertThat(view.authenticate(presented(key))).isEmpty();
    }

    @Test
    void theIdOfAKeyOpensNothing() {
        Credential.Minted key = ada(tomorrow);
        eventually(key);

        assertThat(view.authenticate(new Credential.Presented(key.id(), Digest.of("guessed"))))
                .isEmpty();
        assertThat(view.authenticate(new Credential.Presented("0000000000000000", key.digest())))
                .isEmpty();
        assertThat(view.account(new AccountId("nobody"))).isEmpty();
    }

    @Test
    void aLongHistoryIsCaughtUpWithPageByPage() {
        for (int i = 0; i < 12; i++) {
            AccountEvent[] page = new AccountEvent[100];
            for (int j = 0; j < page.length; j++) {
                page[j] = new AccountEvent.Created(
                        new AccountId("a" + (100 * i + j)),
                        Actor.Kind.SERVICE,
                        List.of(Rule.allow(Action.AUDIT_READ)),
                        List.of());
            }
            pen.append(page);
        }
        try (AccessView late = view(Clock.systemUTC())) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> late.account(new AccountId("a1199")).isPresent());
        }
    }

    private void refusedFromOneSecondOn(Credential.Minted key) {
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    try {
                        assertThat(view.authenticate(presented(key))).isEmpty();
                        return true;
                    } catch (AccessUnavailableException unknown) {
                        return false;
                    }
                });
    }

    private Optional<AccessView.Authenticated> eventually(Credential.Minted key) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreException(AccessUnavailableException.class)
                .until(() -> view.authenticate(presented(key)), Optional::isPresent);
    }

    private Credential.Minted ada(Instant expiresAt) {
        Credential.Minted key = Credential.mint(Credential.Kind.KEY);
        pen.append(
                new AccountEvent.Created(
                        ADA, Actor.Kind.SERVICE, List.of(Rule.allow(Set.of(Action.VALUE_READ), "prod/**")), List.of()),
                new AccountEvent.KeyCreated(ADA, new KeyId(key.id()), Purpose.ACCESS, expiresAt, key.digest()));
        return key;
    }

    private static Credential.Presented presented(Credential.Minted key) {
        return new Credential.Presented(key.id(), key.digest());
    }

    private AccessView view(Clock clock) {
        return new AccessView(new LedgerReader(ledger.id, pool, ledger.metadataSeal), ledger.pseudonyms, signal, clock);
    }
}
