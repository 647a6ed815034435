package io.sealbook.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.AccountEvent.Purpose;
import io.sealbook.api.event.Digest;
import io.sealbook.server.command.Story;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountDecisionsTest {
    private static final AccountId PAGE = new AccountId("page");
    private static final Provenance ADA = Provenance.system("r1");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final KeyId CODE = new KeyId("codecodecodecode");
    private static final Digest CODE_DIGEST = Digest.of("the code");
    private static final Credential.Minted SESSION =
            new Credential.Minted("sessionsession01", Sensitive.of("sbk_…"), Digest.of("the session"));
    private static final AccountEvent CREATED =
            new AccountEvent.Created(PAGE, Actor.Kind.PERSON, List.of(Rule.allow(Action.AUDIT_READ)), List.of());
    private static final AccountEvent LINK = key(Purpose.SIGN_IN, NOW.plusSeconds(300));

    @Test
    void aNameIsTakenOnceAndForEver() {
        AccountCommand.Create create = new AccountCommand.Create(
                PAGE, Actor.Kind.PERSON, List.of(Rule.allow(Action.AUDIT_READ)), List.of(), ADA, NOW, null);
        given().when(none -> AccountDecisions.create(none, create)).thenAppends(CREATED);
        given(CREATED).when(page -> AccountDecisions.create(page, create)).thenRefuses(409, "account-exists");
        given(CREATED, new AccountEvent.Disabled(PAGE, null))
                .when(page -> AccountDecisions.create(page, create))
                .thenRefuses(409, "account-exists");
    }

    @Test
    void anAccountIsDisabledOnce() {
        AccountCommand.Disable disable = new AccountCommand.Disable(PAGE, "left", ADA, NOW);
        AccountEvent disabled = new AccountEvent.Disabled(PAGE, "left");
        given(CREATED).when(page -> AccountDecisions.disable(page, disable)).thenAppends(disabled);
        given(CREATED, disabled)
                .when(page -> AccountDecisions.disable(page, disable))
                .thenChangesNothing();
        given().when(none -> AccountDecisions.disable(none, disable)).thenRefuses(404, "not-found");
    }

    @Test
    void onlyAnEnabledAccountGetsKeys() {
        AccountCommand.CreateKey create =
                new AccountCommand.CreateKey(PAGE, SESSION, Purpose.ACCESS, NOW.plusSeconds(9), ADA, NOW, null);
        given(CREATED)
                .when(page -> AccountDecisions.createKey(page, create))
                .thenAppends(new AccountEvent.KeyCreated(
                        PAGE, new KeyId(SESSION.id()), Purpose.ACCESS, NOW.plusSeconds(9), SESSION.digest()));
        given().when(none -> AccountDecisions.createKey(none, create)).thenRefuses(404, "not-found");
        given(CREATED, new AccountEvent.Disabled(PAGE, null))
                .when(page -> AccountDecisions.createKey(page, create))
                .thenRefuses(404, "not-found");
    }

    @Test
    void aKeyIsRevokedOnce() {
        AccountCommand.RevokeKey revoke = new AccountCommand.RevokeKey(PAGE, CODE, "lost", ADA, NOW);
        AccountEvent revoked = new AccountEvent.KeyRevoked(PAGE, CODE, "lost");
        given(CREATED, LINK)
                .when(page -> AccountDecisions.revokeKey(page, revoke))
                .thenAppends(revoked);
        given(CREATED, LINK, revoked)
                .when(page -> AccountDecisions.revokeKey(page, revoke))
                .thenRefuses(404, "not-found");
    }

    @Test
    void aSignInLinkIsExchangedForASessionOnce() {
        AccountEvent used = new AccountEvent.KeyRevoked(PAGE, CODE, "exchanged for a session");
        AccountEvent session = new AccountEvent.KeyCreated(
                PAGE, new KeyId(SESSION.id()), Purpose.SESSION, NOW.plusSeconds(99), SESSION.digest());
        given(CREATED, LINK)
                .when(page -> AccountDecisions.signIn(page, signIn(CODE_DIGEST, NOW)))
                .thenAppends(used, session);
        given(CREATED, LINK, used, session)
                .when(page -> AccountDecisions.signIn(page, signIn(CODE_DIGEST, NOW)))
                .thenRefuses(410, "link-used");
    }

    @Test
    void nothingElseSignsIn() {
        given(CREATED, LINK)
                .when(page -> AccountDecisions.signIn(page, signIn(Digest.of("guessed"), NOW)))
                .thenRefuses(410, "link-used");
        given(CREATED, LINK)
                .when(page -> AccountDecisions.signIn(page, signIn(CODE_DIGEST, NOW.plusSeconds(300))))
                .thenRefuses(410, "link-used");
        for (Purpose other : List.of(Purpose.ACCESS, Purpose.SESSION)) {
            given(CREATED, key(other, NOW.plusSeconds(300)))
                    .when(page -> AccountDecisions.signIn(page, signIn(CODE_DIGEST, NOW)))
                    .thenRefuses(410, "link-used");
        }
        given(CREATED, LINK, new AccountEvent.Disabled(PAGE, null))
                .when(page -> AccountDecisions.signIn(page, signIn(CODE_DIGEST, NOW)))
                .thenRefuses(410, "link-used");
        given().when(none -> AccountDecisions.signIn(none, signIn(CODE_DIGEST, NOW)))
                .thenRefuses(410, "link-used");
    }

    @Test
    void anAccountNeverPrintsItsKeys() {
        Account account = given(CREATED, LINK).state();

        assertThat(account.toString()).doesNotContain(CODE_DIGEST.hex());
        assertThat(SESSION.toString())
                .doesNotContain("sbk_")
                .doesNotContain(SESSION.digest().hex());
    }

    private static Story<Account> given(AccountEvent... events) {
        Account account = Account.ENTITY.initial().apply(PAGE);
        for (AccountEvent event : events) {
            account = account.after(event);
        }
        return Story.given(account);
    }

    private static AccountEvent key(Purpose purpose, Instant expiresAt) {
        return new AccountEvent.KeyCreated(PAGE, CODE, purpose, expiresAt, CODE_DIGEST);
    }

    private static AccountCommand.SignIn signIn(Digest digest, Instant at) {
        return new AccountCommand.SignIn(
                PAGE, new Credential.Presented(CODE.value(), digest), SESSION, NOW.plusSeconds(99), ADA, at);
    }
}
