package io.sealbook.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.access.Caller;
import io.sealbook.access.Permissions;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.KeyId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.TokenEvent.Purpose;
import io.sealbook.api.event.TokenEvent.Refused.Reason;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Story;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.deployment.Thefts;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.secret.Secret.Life;
import io.sealbook.server.token.BootstrapToken.Consumed;
import io.sealbook.server.token.BootstrapToken.Issue;
import io.sealbook.server.token.BootstrapToken.Live;
import io.sealbook.server.token.BootstrapToken.Revoked;
import io.sealbook.server.token.TokenCommand.Grant;
import io.sealbook.server.token.TokenCommand.Redemption;
import io.sealbook.server.token.TokenCommand.Redemption.Granted;
import io.sealbook.server.token.TokenDecisions.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenDecisionsTest {
    private static final TokenId TOKEN = new TokenId("tokentokentoken1");
    private static final DeploymentId WEB = new DeploymentId("01935000-0000-7000-8000-000000000001");
    private static final SecretPath DB = new SecretPath("prod/db");
    private static final SecretPath TLS = new SecretPath("prod/tls");
    private static final SecretPath REGISTRY = new SecretPath("prod/registry");
    private static final Digest RIGHT = Digest.of("right");
    private static final Digest NONCE = Digest.of("nonce");
    private static final Instant ISSUED = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant EXPIRES = ISSUED.plusSeconds(60);
    private static final Issue ISSUE = new Issue(TOKEN, WEB, 3, ISSUED, EXPIRES, List.of(), RIGHT, Purpose.FILES, null);

    private final Map<SecretPath, Secret> secrets = new HashMap<>(Map.of(DB, live(DB, 2), TLS, live(TLS, 5)));
    private Predicate<SecretPath> readable = path -> true;
    private Deployment deployment = running(3, binding(DB, "db", null), binding(TLS, "tls.pem", null));

    @Test
    void aTokenOpensTheDoorOnce() {
        Redemption granted = Story.given(new Live(ISSUE))
                .when(token -> consume(token, shown()))
                .thenAppends(
                        new TokenEvent.Consumed(TOKEN, WEB, 3, List.of(at(DB, 2), at(TLS, 5)), null),
                        new SecretEvent.Read(DB, 2, WEB, TOKEN),
                        new SecretEvent.Read(TLS, 5, WEB, TOKEN));

        assertThat(granted)
                .isEqualTo(new Granted(
                        WEB,
                        3,
                        List.of(
                                new Grant(binding(DB, "db", null), value(DB, 2), 2),
                                new Grant(binding(TLS, "tls.pem", null), value(TLS, 5), 5)),
                        null));
    }

    @Test
    void aSecondUseIsRefusedAndRaisesTheAlarm() {
        refusesWithAlarm(consumed(null), shown(), Reason.REPLAYED, AlarmRaised.Kind.TOKEN_REPLAYED);
    }

    @Test
    void theSameNonceWithinHalfAMinuteIsALostReply() {
        Consumed consumed = consumed(NONCE, at(DB, 2), at(TLS, 5));
        secrets.put(DB, live(DB, 4));

        Redemption again = Story.given(consumed)
                .when(token -> consume(token, shownWith(NONCE, consumed.at().plusSeconds(29))))
                .thenAppends(new SecretEvent.Read(DB, 2, WEB, TOKEN), new SecretEvent.Read(TLS, 5, WEB, TOKEN));

        assertThat(again)
                .isInstanceOfSatisfying(
                        Granted.class,
                        granted -> assertThat(granted.grants())
                                .as("the versions of then")
                                .extracting(Grant::version)
                                .containsExactly(2, 5));
    }

    @Test
    void aLostReplyIsNoSecondConsumptionEvenWhereNothingIsBound() {
        deployment = running(3);
        Consumed consumed = consumed(NONCE);

        Story.given(consumed)
                .when(token -> consume(token, shownWith(NONCE, consumed.at().plusSeconds(1))))
                .thenChangesNothing();
    }

    @Test
    void aLostReplyTellsPinnedVersionsOfOnePathApart() {
        deployment = running(3, binding(DB, "old", 1), binding(DB, "new", null));
        secrets.put(DB, live(DB, 9));
        Consumed consumed = consumed(NONCE, at(DB, 1), at(DB, 2));

        Redemption again = Story.given(consumed)
                .when(token -> consume(token, shownWith(NONCE, consumed.at())))
                .thenAppends(new SecretEvent.Read(DB, 1, WEB, TOKEN), new SecretEvent.Read(DB, 2, WEB, TOKEN));

        assertThat(again)
                .isInstanceOfSatisfying(
                        Granted.class,
                        granted -> assertThat(granted.grants())
                                .extracting(Grant::event)
                                .containsExactly(value(DB, 1), value(DB, 2)));
    }

    @Test
    void aLostReplyIsNotGivenForADeploymentThatWasStoppedOrReplaced() {
        Consumed consumed = consumed(NONCE, at(DB, 2), at(TLS, 5));
        deployment = running(4, binding(DB, "db", null));
        refuses(consumed, shownWith(NONCE, consumed.at()), Reason.OLD_GENERATION);
        deployment = deployment(3, Desired.STOPPED, binding(DB, "db", null));
        refuses(consumed, shownWith(NONCE, consumed.at()), Reason.DEPLOYMENT_STOPPED);
    }

    @Test
    void whoeverHasNotTheSecretIsRefusedBeforeAnythingElseIsLookedAt() {
        for (BootstrapToken token : List.of(new Live(ISSUE), consumed(NONCE, at(DB, 2)), new Revoked(ISSUE))) {
            assertThat(TokenDecisions.look(token, presentation(Digest.of("wrong"), NONCE, null, ISSUED)))
                    .isInstanceOf(Look.No.class);
        }
    }

    @Test
    void oneEventStandsForRefusalsThatWereAlike() {
        Redemption.Refused wrong =
                new Redemption.Refused(new TokenEvent.Refused(TOKEN, WEB, Reason.WRONG_SECRET), null);
        for (int count : List.of(1, 70)) {
            Story.given(wrong)
                    .when(refusal -> TokenDecisions.putOnRecord(
                            new TokenCommand.PutOnRecord(refusal, count, revoke().provenance(), ISSUED)))
                    .thenAppends(new TokenEvent.Refused(TOKEN, WEB, Reason.WRONG_SECRET, count == 1 ? null : count));
        }
    }

    @Test
    void theSameNonceLaterIsATheft() {
        Consumed consumed = consumed(NONCE, at(DB, 2));
        refusesWithAlarm(
                consumed,
                shownWith(NONCE, consumed.at().plus(TokenDecisions.SAME_ANSWER)),
                Reason.REPLAYED,
                AlarmRaised.Kind.TOKEN_REPLAYED);
    }

    @Test
    void anotherNonceOrNoneIsATheft() {
        Consumed withNonce = consumed(NONCE, at(DB, 2));
        refusesWithAlarm(
                withNonce,
                shownWith(Digest.of("other"), withNonce.at()),
                Reason.REPLAYED,
                AlarmRaised.Kind.TOKEN_REPLAYED);
        refusesWithAlarm(withNonce, shown(), Reason.REPLAYED, AlarmRaised.Kind.TOKEN_REPLAYED);
        Consumed without = consumed(null, at(DB, 2));
        refusesWithAlarm(without, shownWith(NONCE, without.at()), Reason.REPLAYED, AlarmRaised.Kind.TOKEN_REPLAYED);
    }

    @Test
    void aLostReplyIsNotGivenToAnotherNetwork() {
        Issue bound = new Issue(TOKEN, WEB, 3, ISSUED, EXPIRES, List.of("10.0.0.0/8"), RIGHT, Purpose.FILES, null);
        Consumed consumed = new Consumed(bound, ISSUED.plusSeconds(5), "10.0.0.7", List.of(at(DB, 2)), NONCE);

        refusesWithAlarm(
                consumed,
                presentation(RIGHT, NONCE, "192.0.2.1", consumed.at()),
                Reason.WRONG_ADDRESS,
                AlarmRaised.Kind.TOKEN_FROM_WRONG_ADDRESS);
    }

    @Test
    void aTokenThatNobodyIssuedLeavesNoTrace() {
        assertThat(Story.given(new BootstrapToken.None(TOKEN))
                        .when(token -> consume(token, shown()))
                        .thenChangesNothing())
                .isEqualTo(new Redemption.Unknown());
    }

    @Test
    void aTokenDiesWithItsTime() {
        refuses(new Live(ISSUE), shownWith(null, EXPIRES), Reason.EXPIRED);
        refuses(new Live(ISSUE), shownWith(null, EXPIRES.plusSeconds(1)), Reason.EXPIRED);
        Story.given(new Live(ISSUE))
                .when(token -> consume(token, shownWith(null, EXPIRES.minusMillis(1))))
                .accepted();
    }

    @Test
    void aWrongSecretIsAWrongSecretInEveryStateAndBurnsNothing() {
        for (BootstrapToken token : List.of(new Live(ISSUE), consumed(NONCE, at(DB, 2)), new Revoked(ISSUE))) {
            refuses(token, presentation(Digest.of("wrong"), NONCE, null, ISSUED), Reason.WRONG_SECRET);
        }
    }

    @Test
    void aRevokedTokenOpensNothing() {
        refuses(new Revoked(ISSUE), shown(), Reason.REVOKED);
    }

    @Test
    void aTokenFromAWrongAddressIsBurntAndRaisesTheAlarm() {
        Issue bound = new Issue(
                TOKEN, WEB, 3, ISSUED, EXPIRES, List.of("10.0.0.0/8", "192.0.2.7"), RIGHT, Purpose.FILES, null);

        assertThat(Story.given(new Live(bound))
                        .when(token -> consume(token, presentation(RIGHT, null, "192.0.2.8", ISSUED)))
                        .thenAppends(
                                new TokenEvent.Refused(TOKEN, WEB, Reason.WRONG_ADDRESS),
                                new TokenEvent.Revoked(TOKEN, WEB, "presented from a wrong address"),
                                new AlarmRaised(
                                        AlarmRaised.Kind.TOKEN_FROM_WRONG_ADDRESS,
                                        TOKEN,
                                        WEB,
                                        "a token came from a wrong address")))
                .isEqualTo(new Redemption.Burnt());
        for (String right : List.of("10.255.0.1", "192.0.2.7")) {
            assertThat(Story.given(new Live(bound))
                            .when(token -> consume(token, presentation(RIGHT, null, right, ISSUED)))
                            .accepted()
                            .answer())
                    .isInstanceOf(Granted.class);
        }
    }

    @Test
    void aTokenForTheImageOpensItsCredentialsAndNothingElse() {
        secrets.put(REGISTRY, live(REGISTRY, 3));
        deployment = withCredentials(deployment);

        Redemption granted = Story.given(new Live(issue(Purpose.IMAGE, null)))
                .when(token -> consume(token, shown()))
                .thenAppends(
                        new TokenEvent.Consumed(TOKEN, WEB, 3, List.of(at(REGISTRY, 3)), null),
                        new SecretEvent.Read(REGISTRY, 3, WEB, TOKEN));
        assertThat(granted)
                .isEqualTo(new Granted(
                        WEB,
                        3,
                        List.of(new Grant(binding(REGISTRY, "image-credentials", null), value(REGISTRY, 3), 3)),
                        null));
    }

    @Test
    void aTokenForTheFilesNeverOpensTheCredentials() {
        secrets.put(REGISTRY, live(REGISTRY, 3));
        deployment = withCredentials(deployment);

        Story.given(new Live(ISSUE))
                .when(token -> consume(token, shown()))
                .thenAppends(
                        new TokenEvent.Consumed(TOKEN, WEB, 3, List.of(at(DB, 2), at(TLS, 5)), null),
                        new SecretEvent.Read(DB, 2, WEB, TOKEN),
                        new SecretEvent.Read(TLS, 5, WEB, TOKEN));
    }

    @Test
    void credentialsThatTheOwnerMayNoLongerReadAreNotOpened() {
        secrets.put(REGISTRY, live(REGISTRY, 3));
        deployment = withCredentials(deployment);
        readable = path -> !path.equals(REGISTRY);

        refuses(new Live(issue(Purpose.IMAGE, null)), shown(), Reason.READ_NO_LONGER_ALLOWED);
    }

    @Test
    void theAnswerIsSealedToTheKeyThatTheTokenWasIssuedForElseToTheOneThatIsPresented() {
        assertThat(sealedTo("issued", null)).isEqualTo("issued");
        assertThat(sealedTo("issued", "issued")).isEqualTo("issued");
        assertThat(sealedTo(null, "presented")).isEqualTo("presented");
        assertThat(sealedTo(null, null)).isNull();
    }

    private @Nullable String sealedTo(@Nullable String issued, @Nullable String presented) {
        Redemption granted = Story.given(new Live(issue(Purpose.FILES, issued)))
                .when(token -> consume(token, new Presentation(RIGHT, null, presented, "192.0.2.1", ISSUED)))
                .accepted()
                .answer();
        assertThat(granted).isInstanceOf(Granted.class);
        return ((Granted) granted).sealTo();
    }

    @Test
    void aTokenThatComesWithAnotherKeyIsBurntAndRaisesTheAlarm() {
        assertThat(Story.given(new Live(issue(Purpose.FILES, "issued")))
                        .when(token -> consume(token, new Presentation(RIGHT, null, "a thief's", "192.0.2.1", ISSUED)))
                        .thenAppends(
                                new TokenEvent.Refused(TOKEN, WEB, Reason.OTHER_KEY),
                                new TokenEvent.Revoked(TOKEN, WEB, "presented with another key"),
                                new AlarmRaised(
                                        AlarmRaised.Kind.TOKEN_WITH_OTHER_KEY,
                                        TOKEN,
                                        WEB,
                                        "a token was presented with another key than it was issued for")))
                .isEqualTo(new Redemption.Burnt());
    }

    private static Issue issue(Purpose purpose, @Nullable String sealTo) {
        return new Issue(TOKEN, WEB, 3, ISSUED, EXPIRES, List.of(), RIGHT, purpose, sealTo);
    }

    private static Deployment withCredentials(Deployment deployment) {
        DeploymentSpec spec = deployment.spec();
        return new Deployment(
                deployment.id(),
                deployment.generation(),
                deployment.desired(),
                new DeploymentSpec(
                        spec.name(),
                        spec.target(),
                        spec.image(),
                        spec.command(),
                        spec.secrets(),
                        spec.onRotation(),
                        null,
                        null,
                        null,
                        REGISTRY,
                        null),
                deployment.owner(),
                null,
                null,
                new LinkedHashMap<>(),
                null,
                ISSUED,
                new Thefts(0, null, Set.of()));
    }

    @Test
    void aTokenWorksForItsGenerationOnly() {
        deployment = running(4, binding(DB, "db", null));
        refuses(new Live(ISSUE), shown(), Reason.OLD_GENERATION);
    }

    @Test
    void aStoppedDeploymentGetsNothing() {
        deployment = deployment(3, Desired.STOPPED, binding(DB, "db", null));
        refuses(new Live(ISSUE), shown(), Reason.DEPLOYMENT_STOPPED);
    }

    @Test
    void anOwnerWhoMayNoLongerReadDeliversNothing() {
        readable = path -> !path.equals(TLS);
        refuses(new Live(ISSUE), shown(), Reason.READ_NO_LONGER_ALLOWED);
    }

    @Test
    void aDeletedOrMissingSecretStopsTheWholeDelivery() {
        secrets.put(TLS, secret(TLS, Life.DELETED, 5));
        refuses(new Live(ISSUE), shown(), Reason.SECRET_GONE);
        secrets.put(TLS, secret(TLS, Life.UNWRITTEN, 0));
        refuses(new Live(ISSUE), shown(), Reason.SECRET_GONE);
        secrets.remove(TLS);
        refuses(new Live(ISSUE), shown(), Reason.SECRET_GONE);
    }

    @Test
    void aPinnedVersionIsDeliveredHoweverManyFollowed() {
        deployment = running(3, binding(TLS, "tls.pem", 1));
        Story.given(new Live(ISSUE))
                .when(token -> consume(token, shown()))
                .thenAppends(
                        new TokenEvent.Consumed(TOKEN, WEB, 3, List.of(at(TLS, 1)), null),
                        new SecretEvent.Read(TLS, 1, WEB, TOKEN));
        deployment = running(3, binding(TLS, "tls.pem", 6));
        refuses(new Live(ISSUE), shown(), Reason.SECRET_GONE);
    }

    @Test
    void oneValueInTwoFilesIsReadOnce() {
        deployment = running(3, binding(DB, "one", null), binding(DB, "two", 2));
        Redemption granted = Story.given(new Live(ISSUE))
                .when(token -> consume(token, shown()))
                .thenAppends(
                        new TokenEvent.Consumed(TOKEN, WEB, 3, List.of(at(DB, 2)), null),
                        new SecretEvent.Read(DB, 2, WEB, TOKEN));

        assertThat(granted)
                .isInstanceOfSatisfying(
                        Granted.class, g -> assertThat(g.grants()).hasSize(2));
    }

    @Test
    void aLiveTokenCanBeRevokedOnce() {
        Story.given((BootstrapToken) new Live(ISSUE))
                .when(token -> TokenDecisions.revoke(token, revoke()))
                .thenAppends(new TokenEvent.Revoked(TOKEN, WEB, "lost"));
        Story.given((BootstrapToken) new Revoked(ISSUE))
                .when(token -> TokenDecisions.revoke(token, revoke()))
                .thenChangesNothing();
        Story.given((BootstrapToken) consumed(null))
                .when(token -> TokenDecisions.revoke(token, revoke()))
                .thenRefuses(409, "token-consumed");
        Story.given((BootstrapToken) new BootstrapToken.None(TOKEN))
                .when(token -> TokenDecisions.revoke(token, revoke()))
                .thenRefuses(404, "not-found");
    }

    private void refuses(BootstrapToken token, Presentation shown, Reason reason) {
        assertThat(Story.given(token).when(known -> consume(known, shown)).thenChangesNothing())
                .isEqualTo(new Redemption.Refused(new TokenEvent.Refused(TOKEN, WEB, reason), null));
    }

    private void refusesWithAlarm(BootstrapToken token, Presentation shown, Reason reason, AlarmRaised.Kind kind) {
        assertThat(Story.given(token).when(known -> consume(known, shown)).thenChangesNothing())
                .isInstanceOfSatisfying(Redemption.Refused.class, refused -> {
                    assertThat(refused.event()).isEqualTo(new TokenEvent.Refused(TOKEN, WEB, reason));
                    assertThat(refused.alarm())
                            .isInstanceOfSatisfying(
                                    AlarmRaised.class,
                                    alarm -> assertThat(alarm.kind()).isEqualTo(kind));
                });
    }

    private Decision<Redemption> consume(BootstrapToken token, Presentation shown) {
        return switch (TokenDecisions.look(token, shown)) {
            case Look.No no -> no.decision();
            case Look.Yes yes ->
                TokenDecisions.open(
                        yes,
                        new Contents(
                                deployment,
                                BootstrapToken.opened(yes.issue().purpose(), deployment.spec()),
                                secrets,
                                readable));
        };
    }

    private Presentation shown() {
        return shownWith(null, ISSUED.plusSeconds(1));
    }

    private Presentation shownWith(@Nullable Digest nonce, Instant at) {
        return presentation(RIGHT, nonce, "192.0.2.1", at);
    }

    private Presentation presentation(Digest digest, @Nullable Digest nonce, @Nullable String from, Instant at) {
        return new Presentation(digest, nonce, null, from, at);
    }

    private static Consumed consumed(@Nullable Digest nonce, VersionedPath... versions) {
        return new Consumed(ISSUE, ISSUED.plusSeconds(5), "192.0.2.1", List.of(versions), nonce);
    }

    private static VersionedPath at(SecretPath path, int version) {
        return new VersionedPath(path, version);
    }

    private static Binding binding(SecretPath path, String file, @Nullable Integer version) {
        return new Binding(path, file, version, null, null);
    }

    private static Deployment running(int generation, Binding... bindings) {
        return deployment(generation, Desired.RUNNING, bindings);
    }

    private static Deployment deployment(int generation, Desired desired, Binding... bindings) {
        return new Deployment(
                WEB,
                generation,
                desired,
                new DeploymentSpec(
                        "web",
                        new TargetName("here"),
                        "sha256:0",
                        List.of(),
                        List.of(bindings),
                        OnRotation.RESTART,
                        null),
                new AccountId("ada"),
                null,
                null,
                new LinkedHashMap<>(),
                null,
                ISSUED,
                new Thefts(0, null, Set.of()));
    }

    private static Secret live(SecretPath path, int versions) {
        return secret(path, Life.LIVE, versions);
    }

    private static Secret secret(SecretPath path, Life life, int versions) {
        List<UUID> values =
                IntStream.rangeClosed(1, versions).mapToObj(v -> value(path, v)).toList();
        return new Secret(path, life, versions, Description.EMPTY, values, ISSUED, ISSUED);
    }

    private static UUID value(SecretPath path, int version) {
        return new UUID(path.hashCode(), version);
    }

    private static TokenCommand.Revoke revoke() {
        Caller caller = new Caller(
                new AccountId("ada"),
                Actor.Kind.SERVICE,
                new KeyId("keykeykeykeykey1"),
                ISSUED.plus(Duration.ofDays(1)),
                Permissions.NONE,
                Set.of(),
                "r1",
                null);
        return new TokenCommand.Revoke(caller, TOKEN, "lost", ISSUED);
    }
}
