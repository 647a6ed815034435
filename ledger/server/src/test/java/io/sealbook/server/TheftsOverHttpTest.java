package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.AccountId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A token is stolen; what its deployment does, as the service of the projections and a person see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TheftsOverHttpTest {
    private static final int AT_ONCE = 64;

    private WebLedger web;
    private String owner;
    private String worker;
    private String projections;

    @BeforeAll
    void open() {
        web = new WebLedger();
        owner = owner("owner");
        worker = web.key("worker", List.of(Rule.allow(Action.ORDER_WORK)), new TargetName("here"));
        projections = web.key("the-projections", List.of(Rule.allow(Action.LEDGER_REPORT)));
        web.put(owner, "/v1/secrets/prod/db", "{\"value\":\"hunter2\"}");
        web.put(owner, "/v1/secrets/prod/fixed", "{\"value\":\"stays\"}");
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void aQuarantineEndsOnlyWhenAPersonWhoMayReadRedeploys() {
        String deployment = deploy(owner, "quarantine");
        String token = stolen(deployment);
        long from = web.ledger.size();

        assertThat(report(deployment, token).status()).isEqualTo(204);
        assertThat(wanted(from)).singleElement().satisfies(wanted -> {
            assertThat(wanted.desired()).isEqualTo(Desired.STOPPED);
            assertThat(wanted.stolen()).isEqualTo(idOf(token));
            assertThat(wanted.generation()).isEqualTo(2);
        });
        assertThat(web.post(owner, "/v1/deployments/" + deployment + "/stop", "{}")
                        .text("state"))
                .isEqualTo("quarantined");
        web.post(worker, "/v1/bootstrap-tokens", "{\"deployment\":\"" + deployment + "\"}")
                .isProblem(409, "deployment-stopped");
        assertThat(web.post(projections, "/v1/deployments/" + deployment + "/redeploy", because("prod/db", 9))
                        .text("state"))
                .as("a rotation wakes nobody")
                .isEqualTo("quarantined");
        String stranger = web.key("stranger", List.of(Rule.allow(Action.DEPLOYMENT_WRITE)));
        web.post(stranger, "/v1/deployments/" + deployment + "/redeploy", "{}").isProblem(403, "not-allowed");

        assertThat(web.post(owner, "/v1/deployments/" + deployment + "/redeploy", "{}")
                        .text("state"))
                .isEqualTo("pending");
        consume(token);
        assertThat(report(deployment, token).status()).isEqualTo(204);
        assertThat(wanted(from)).as("the old token again").hasSize(2);
    }

    @Test
    void aRedeploymentStartsWithValuesThatTheThiefDoesNotHave() {
        String deployment = deploy(owner, "redeploy");
        String token = stolen(deployment);
        long from = web.ledger.size();

        assertThat(report(deployment, token).status()).isEqualTo(204);
        List<LedgerEvent> events = web.ledger.events(from).stream()
                .map(RecordedEvent::event)
                .filter(event -> event instanceof SecretEvent || event instanceof DeploymentEvent)
                .toList();
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).isInstanceOfSatisfying(SecretEvent.Rotated.class, rotated -> {
            assertThat(rotated.path()).isEqualTo(new SecretPath("prod/db"));
            assertThat(rotated.generated()).isTrue();
            assertThat(wanted(from).getFirst().because())
                    .isEqualTo(new VersionedPath(rotated.path(), rotated.version()));
        });
        Answer delivery = consume(token(deployment));
        assertThat(delivery.status()).isEqualTo(200);
        assertThat(delivery.body())
                .matches(
                        "db 0400 [A-Za-z0-9+/]{40,}=*\nfixed 0400 " + TokensOverHttpTest.base64("stays") + "\n#end 2\n")
                .doesNotContain(TokensOverHttpTest.base64("hunter2"));
        SecretEvent.Rotated rotated = (SecretEvent.Rotated) events.getFirst();
        web.post(projections, "/v1/deployments/" + deployment + "/redeploy", because("prod/db", rotated.version()));
        assertThat(wanted(from))
                .as("its own rotation asks for no other generation")
                .hasSize(1);
    }

    @Test
    void sixtyFourReplaysHaveOneAlarmAndOneResponse() {
        String deployment = deploy(owner, "redeploy");
        String token = token(deployment);
        consume(token);
        long from = web.ledger.size();

        List<Integer> answers = AtOnce.all(AT_ONCE, i -> consume(token).status());
        assertThat(answers).containsOnly(410);
        List<Integer> responses =
                AtOnce.all(AT_ONCE, i -> report(deployment, token, "key-" + i).status());
        assertThat(responses).containsOnly(204);

        assertThat(wanted(from)).hasSize(1);
        assertThat(web.ledger.events(from))
                .extracting(RecordedEvent::event)
                .filteredOn(SecretEvent.Rotated.class::isInstance)
                .hasSize(1);
    }

    @Test
    void anOwnerWhoMayNoLongerReadIsQuarantinedAndTold() {
        String leaver = owner("leaver");
        String deployment = deploy(leaver, "redeploy");
        String token = stolen(deployment);
        String admin = web.key("an-admin", List.of(Rule.allow(Action.ACCOUNT_ADMIN)));
        web.post(admin, "/v1/service-accounts/leaver/disable", "{\"reason\":\"left\"}");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> web.ledger
                        .service
                        .access()
                        .account(new AccountId("leaver"))
                        .orElseThrow()
                        .disabled());
        long from = web.ledger.size();

        report(deployment, token);
        assertThat(wanted(from)).singleElement().satisfies(wanted -> {
            assertThat(wanted.desired()).isEqualTo(Desired.STOPPED);
            assertThat(wanted.reason()).contains("its owner may no longer read prod/db");
        });
    }

    @Test
    void whereNoAlarmWasRaisedNothingHappens() {
        String deployment = deploy(owner, "quarantine");
        String token = token(deployment);
        long from = web.ledger.size();

        assertThat(report(deployment, token).status()).isEqualTo(204);
        assertThat(report(deployment, "sbt_0000000000000000").status()).isEqualTo(204);
        assertThat(wanted(from)).isEmpty();
        assertThat(consume(token).status()).isEqualTo(200);
        String watched = deploy(owner, "alarm");
        report(watched, stolen(watched));
        assertThat(wanted(from)).as("but the first").hasSize(1);
    }

    @Test
    void onlyTheServiceThatWatchesMayAsk() {
        String deployment = deploy(owner, "quarantine");
        String body = "{\"token\":\"" + idOf(stolen(deployment)) + "\"}";
        for (String key : List.of(owner, worker)) {
            web.post(key, "/v1/deployments/" + deployment + "/thefts", body).isProblem(403, "not-allowed");
        }
        web.post(projections, "/v1/deployments/01935000-0000-7000-8000-00000000dead/thefts", body)
                .isProblem(404, "not-found");
        web.post(projections, "/v1/deployments/" + deployment + "/thefts", "{\"token\":\"x\"}")
                .isProblem(400, "invalid-request");
    }

    private String owner(String name) {
        return web.key(
                name,
                List.of(
                        Rule.allow(Set.of(Action.SECRET_WRITE, Action.VALUE_READ), "prod/**"),
                        Rule.allow(Action.DEPLOYMENT_WRITE)));
    }

    private String deploy(String key, String onTheft) {
        Answer answer = web.post(
                key,
                "/v1/deployments",
                "{\"name\":\"web\",\"target\":\"here\",\"image\":\"sha256:" + "0".repeat(64)
                        + "\",\"onTheft\":\"" + onTheft + "\",\"secrets\":[{\"path\":\"prod/db\",\"file\":\"db\""
                        + (onTheft.equals("redeploy") ? ",\"generate\":{\"length\":40}" : "")
                        + "},{\"path\":\"prod/fixed\",\"file\":\"fixed\"}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.text("id");
    }

    private String token(String deployment) {
        return web.post(worker, "/v1/bootstrap-tokens", "{\"deployment\":\"" + deployment + "\"}")
                .text("token");
    }

    /** Two have used it. */
    private String stolen(String deployment) {
        String token = token(deployment);
        assertThat(consume(token).status()).isEqualTo(200);
        consume(token).isProblem(410, "token-refused");
        return token;
    }

    private Answer consume(String token) {
        return web.raw(
                "POST",
                null,
                "/v1/bootstrap-tokens/consume",
                "text/plain",
                token.getBytes(StandardCharsets.UTF_8),
                "Accept",
                "text/plain");
    }

    private Answer report(String deployment, String token) {
        return report(deployment, token, "theft-" + idOf(token));
    }

    private Answer report(String deployment, String token, String key) {
        return web.post(
                projections,
                "/v1/deployments/" + deployment + "/thefts",
                "{\"token\":\"" + idOf(token) + "\"}",
                "Idempotency-Key",
                key);
    }

    private static TokenId idOf(String token) {
        return new TokenId(token.substring(4, 20));
    }

    private static String because(String path, int version) {
        return "{\"because\":{\"path\":\"" + path + "\",\"version\":" + version + "}}";
    }

    private List<DeploymentEvent.Requested> wanted(long from) {
        return web.ledger.events(from).stream()
                .map(RecordedEvent::event)
                .filter(DeploymentEvent.Requested.class::isInstance)
                .map(DeploymentEvent.Requested.class::cast)
                .toList();
    }
}
