package io.sealbook.server.theft;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.TokenEvent.Purpose;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.command.Decision;
import io.sealbook.server.command.Story;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.deployment.Thefts;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.secret.Secret.Life;
import io.sealbook.server.theft.TheftCommand.Fresh;
import io.sealbook.server.theft.TheftCommand.Response;
import io.sealbook.server.token.BootstrapToken;
import io.sealbook.server.token.BootstrapToken.Issue;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TheftDecisionsTest {
    private static final TokenId TOKEN = new TokenId("tokentokentoken1");
    private static final DeploymentId WEB = new DeploymentId("01935000-0000-7000-8000-000000000001");
    private static final SecretPath DB = new SecretPath("prod/db");
    private static final SecretPath API = new SecretPath("prod/api");
    private static final SecretPath TLS = new SecretPath("prod/tls");
    private static final SecretPath REGISTRY = new SecretPath("prod/registry");
    private static final Generate LONG = new Generate(40, null);
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final AccountId ADA = new AccountId("ada");
    private static final SequencedMap<String, DeploymentEvent.Step> NO_STEPS = new LinkedHashMap<>();

    private final Map<SecretPath, Secret> secrets =
            new HashMap<>(Map.of(DB, secret(DB, Life.LIVE, 2), API, secret(API, Life.LIVE, 7)));
    private final Map<SecretPath, Fresh> values = new HashMap<>(Map.of(DB, fresh(1), API, fresh(2)));
    private Predicate<SecretPath> readable = path -> true;
    private Predicate<SecretPath> writable = path -> true;

    @Test
    void aQuarantineStopsTheDeploymentAndNamesTheToken() {
        Deployment web = web(OnTheft.QUARANTINE);

        assertThat(Story.given(theft(web))
                        .when(theft -> TheftDecisions.respond(theft, Map.of()))
                        .thenAppends(next(web, Desired.STOPPED, null, "a bootstrap token was stolen")))
                .isEqualTo(Response.QUARANTINED);
    }

    @Test
    void aRedeploymentMakesNewValuesAndStartsWithThem() {
        Deployment web = web(OnTheft.REDEPLOY);

        Decision.Accept<Response> accepted = Story.given(theft(web))
                .when(theft -> TheftDecisions.respond(theft, values))
                .accepted();
        assertThat(accepted.answer()).isEqualTo(Response.REDEPLOYED);
        assertThat(accepted.facts())
                .containsExactly(
                        rotated(DB, 3, fresh(1)),
                        rotated(API, 8, fresh(2)),
                        Decision.Fact.of(
                                next(web, Desired.RUNNING, new VersionedPath(DB, 3), "a bootstrap token was stolen")));
    }

    @Test
    void valuesThatArePinnedOrNotSealbooksToMakeStayAsTheyAre() {
        Deployment web = web(
                OnTheft.REDEPLOY,
                new Binding(TLS, "tls", null, null, null),
                new Binding(DB, "old", 1, null, null, null, LONG));

        assertThat(TheftDecisions.assess(theft(web))).isEqualTo(Decision.accept(assessed(Map.of())));
        Story.given(theft(web))
                .when(theft -> TheftDecisions.respond(theft, Map.of()))
                .thenAppends(next(web, Desired.RUNNING, null, "a bootstrap token was stolen"));
    }

    @Test
    void theValuesToMakeAreThoseOfTheDeploymentAsItIs() {
        Deployment web = web(OnTheft.REDEPLOY);

        assertThat(TheftDecisions.assess(theft(web))).isEqualTo(Decision.accept(assessed(Map.of(DB, LONG, API, LONG))));
        values.remove(API);
        assertThat(Story.given(theft(web))
                        .when(theft -> TheftDecisions.respond(theft, values))
                        .thenChangesNothing())
                .isEqualTo(Response.OTHER_VALUES);
    }

    @Test
    void whoeverMayNoLongerHandOutGetsAQuarantineInstead() {
        Deployment web = web(OnTheft.REDEPLOY);
        String reason = "a bootstrap token was stolen; it was not redeployed, because ";

        readable = path -> !path.equals(REGISTRY);
        quarantinesInstead(web, reason + "its owner may no longer read prod/registry");
        readable = path -> true;
        writable = path -> !path.equals(API);
        quarantinesInstead(web, reason + "its owner may not write to prod/api");
        writable = path -> true;
        secrets.put(DB, secret(DB, Life.DELETED, 2));
        quarantinesInstead(web, reason + "prod/db is deleted");
    }

    private void quarantinesInstead(Deployment web, String reason) {
        assertThat(TheftDecisions.assess(theft(web))).isEqualTo(Decision.accept(assessed(Map.of())));
        Story.given(theft(web))
                .when(theft -> TheftDecisions.respond(theft, values))
                .thenAppends(next(web, Desired.STOPPED, null, reason));
    }

    @ParameterizedTest
    @EnumSource(names = {"QUARANTINE", "REDEPLOY"})
    void aTheftThatIsSettledComesToNothing(OnTheft policy) {
        Deployment web = web(policy);
        leavesAlone(theft(with(web, new Thefts(3, null, Set.of()))));
        leavesAlone(theft(with(web, new Thefts(4, null, Set.of(TOKEN)))));
        leavesAlone(theft(with(web, new Thefts(4, TOKEN, Set.of(TOKEN)))));
    }

    @ParameterizedTest
    @EnumSource(names = {"QUARANTINE", "REDEPLOY"})
    void aRotationInBetweenSettlesNoTheft(OnTheft policy) {
        Deployment rotated = new Deployment(
                WEB,
                5,
                Desired.RUNNING,
                web(policy).spec(),
                ADA,
                null,
                null,
                NO_STEPS,
                null,
                NOW,
                new Thefts(3, null, Set.of(TOKEN)));

        Story.given(theft(rotated))
                .when(theft -> TheftDecisions.respond(theft, values))
                .accepted();
        assertThat(theft(rotated).isOpen()).isTrue();
    }

    @Test
    void nothingIsDoneWithoutAPolicyOrForADeploymentThatIsStoppedOrForAnothersToken() {
        leavesAlone(theft(web(OnTheft.ALARM)));
        leavesAlone(theft(web(null)));
        Deployment web = web(OnTheft.QUARANTINE);
        leavesAlone(theft(new Deployment(
                WEB,
                3,
                Desired.STOPPED,
                web.spec(),
                ADA,
                null,
                null,
                NO_STEPS,
                null,
                NOW,
                new Thefts(3, null, Set.of(TOKEN)))));
        DeploymentId other = new DeploymentId("01935000-0000-7000-8000-000000000002");
        leavesAlone(new Theft(web, new BootstrapToken.Live(issue(other)), secrets, readable, writable));
        leavesAlone(new Theft(web, new BootstrapToken.None(TOKEN), secrets, readable, writable));
    }

    private void leavesAlone(Theft theft) {
        assertThat(TheftDecisions.assess(theft)).isEqualTo(Decision.accept(assessed(Map.of())));
        assertThat(Story.given(theft)
                        .when(known -> TheftDecisions.respond(known, values))
                        .thenChangesNothing())
                .isEqualTo(Response.NONE);
    }

    private Theft theft(Deployment deployment) {
        return new Theft(deployment, new BootstrapToken.Revoked(issue(WEB)), secrets, readable, writable);
    }

    private static Issue issue(DeploymentId deployment) {
        return new Issue(
                TOKEN, deployment, 3, NOW, NOW.plusSeconds(60), List.of(), Digest.of("right"), Purpose.FILES, null);
    }

    private static TheftCommand.Assessment assessed(Map<SecretPath, Generate> toMake) {
        return new TheftCommand.Assessment(toMake);
    }

    private static Deployment web(@Nullable OnTheft policy) {
        return web(
                policy,
                new Binding(DB, "db", null, null, null, null, LONG),
                new Binding(TLS, "tls", null, null, null),
                new Binding(API, "api", null, null, null, null, LONG),
                new Binding(DB, "same-db", null, null, null, null, new Generate(8, null)));
    }

    private static Deployment web(@Nullable OnTheft policy, Binding... bindings) {
        DeploymentSpec spec = new DeploymentSpec(
                "web",
                new TargetName("here"),
                "sha256:0",
                List.of(),
                List.of(bindings),
                OnRotation.RESTART,
                null,
                null,
                null,
                REGISTRY,
                policy);
        return new Deployment(
                WEB,
                3,
                Desired.RUNNING,
                spec,
                ADA,
                null,
                null,
                NO_STEPS,
                null,
                NOW,
                new Thefts(3, null, Set.of(TOKEN)));
    }

    private static Deployment with(Deployment deployment, Thefts thefts) {
        return new Deployment(
                WEB,
                deployment.generation(),
                Desired.RUNNING,
                deployment.spec(),
                ADA,
                null,
                null,
                NO_STEPS,
                null,
                NOW,
                thefts);
    }

    private static DeploymentEvent.Requested next(
            Deployment before, Desired desired, @Nullable VersionedPath because, String reason) {
        return new DeploymentEvent.Requested(WEB, 4, desired, before.spec(), ADA, because, reason, null, TOKEN);
    }

    private static Decision.Fact rotated(SecretPath path, int version, Fresh fresh) {
        return new Decision.Fact(
                new SecretEvent.Rotated(path, version, version, true, "a bootstrap token was stolen"),
                fresh.event(),
                fresh.value());
    }

    private static final List<Fresh> FRESH = List.of(sealed(1), sealed(2));

    private static Fresh fresh(int number) {
        return FRESH.get(number - 1);
    }

    private static Fresh sealed(int number) {
        return new Fresh(
                new UUID(0, number), new SealedValue(new UUID(1, number), new byte[32], new byte[] {(byte) number}));
    }

    private static Secret secret(SecretPath path, Life life, int versions) {
        List<UUID> events = IntStream.rangeClosed(1, versions)
                .mapToObj(version -> new UUID(path.hashCode(), version))
                .toList();
        return new Secret(path, life, versions, Description.EMPTY, events, NOW, NOW);
    }
}
