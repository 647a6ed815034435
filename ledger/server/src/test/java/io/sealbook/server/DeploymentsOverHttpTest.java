package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.server.WebLedger.Answer;
import io.sealbook.store.RecordedEvent;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Deployments with everything that can be said of them, and what their workers say, as clients see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentsOverHttpTest {
    private static final String IMAGE = "registry.example/app@sha256:" + "0".repeat(64);

    private WebLedger web;
    private String owner;
    private String worker;
    private String projections;

    @BeforeAll
    void open() {
        web = new WebLedger();
        owner = web.key(
                "owner",
                List.of(
                        Rule.allow(Set.of(Action.SECRET_WRITE, Action.VALUE_READ), "prod/**"),
                        Rule.allow(Action.DEPLOYMENT_WRITE)));
        worker = web.key("worker-here", List.of(Rule.allow(Action.ORDER_WORK)), new TargetName("here"));
        projections = web.key("the-projections", List.of(Rule.allow(Action.LEDGER_REPORT)));
        for (String path : List.of("prod/db", "prod/tls", "prod/registry")) {
            web.put(owner, "/v1/secrets/" + path, "{\"value\":\"hunter2\"}");
        }
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void everythingThatWasSaidOfADeploymentIsInTheLedger() {
        long from = web.ledger.size();
        Answer answer = web.post(owner, "/v1/deployments", body("""
                "placement":"volume","imageCredentials":"prod/registry","onTheft":"redeploy","onRotation":"refresh",
                "hosting":{"networks":["front"],"restart":"onFailure",
                    "ports":[{"container":8080,"host":80,"address":"0.0.0.0","protocol":"tcp"}],
                    "health":{"command":["true"],"interval":"PT5S","timeout":"PT1S","startPeriod":"PT0S","retries":3}}"""));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        DeploymentSpec spec = requested(from).getLast().spec();
        assertThat(web.ledger.events(from)).hasSize(1);
        assertThat(spec.onTheft()).isEqualTo(DeploymentSpec.OnTheft.REDEPLOY);
        assertThat(spec.hosting()).isNotNull();
        assertThat(spec.secrets().getFirst().generate()).isEqualTo(new DeploymentSpec.Generate(20, null));
    }

    @Test
    void whoeverHandsOutTheCredentialsOfAnImageMustBeAllowedToReadThem() {
        String some = web.key(
                "some",
                List.of(
                        Rule.allow(Set.of(Action.VALUE_READ, Action.SECRET_WRITE), "prod/db", "prod/tls"),
                        Rule.allow(Action.DEPLOYMENT_WRITE)));
        String body = body("\"onTheft\":\"redeploy\",\"imageCredentials\":\"prod/registry\"");
        web.post(some, "/v1/deployments", body).isProblem(403, "not-allowed");
        String deployment = web.post(owner, "/v1/deployments", body).text("id");
        web.post(some, "/v1/deployments/" + deployment + "/redeploy", "{}").isProblem(403, "not-allowed");
        assertThat(web.post(some, "/v1/deployments", body("\"onTheft\":\"redeploy\""))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void whoeverLetsAValueBeMadeAnewMustBeAllowedToWriteIt() {
        String reader = web.key(
                "reader",
                List.of(
                        Rule.allow(Set.of(Action.VALUE_READ), "prod/**"),
                        Rule.allow(Set.of(Action.SECRET_WRITE), "prod/tls"),
                        Rule.allow(Action.DEPLOYMENT_WRITE)));
        String body = body("\"onTheft\":\"redeploy\"");
        web.post(reader, "/v1/deployments", body).isProblem(403, "not-allowed");
        String deployment = web.post(owner, "/v1/deployments", body).text("id");
        web.post(reader, "/v1/deployments/" + deployment + "/redeploy", "{}").isProblem(403, "not-allowed");
    }

    @Test
    void aDeploymentIsFollowedThroughStepsAndRefreshes() {
        long from = web.ledger.size();
        String deployment = web.post(
                        owner, "/v1/deployments", body("\"onTheft\":\"redeploy\",\"onRotation\":\"refresh\""))
                .text("id");
        String reports = "/v1/deployments/" + deployment + "/reports";
        String started = "{\"generation\":1,\"outcome\":\"progressed\",\"container\":\"c1\",\"step\":\"started\"}";
        for (int i = 0; i < 2; i++) {
            assertThat(web.post(worker, reports, started).status()).isEqualTo(204);
        }
        String placed = "{\"generation\":1,\"outcome\":\"placed\",\"container\":\"c1\","
                + "\"versions\":[{\"path\":\"prod/tls\",\"version\":1},{\"path\":\"prod/db\",\"version\":1}]}";
        assertThat(web.post(worker, reports, placed).status()).isEqualTo(204);
        assertThat(web.post(worker, reports, started).status()).isEqualTo(204);
        assertThat(web.ledger.events(from).stream()
                        .map(RecordedEvent::event)
                        .filter(DeploymentEvent.Progressed.class::isInstance))
                .extracting(event -> ((DeploymentEvent.Progressed) event).step())
                .containsExactly(Step.STARTED);

        String because = "{\"because\":{\"path\":\"prod/db\",\"version\":2}}";
        Answer refresh = web.post(projections, "/v1/deployments/" + deployment + "/redeploy", because);
        assertThat(refresh.status()).isEqualTo(202);
        assertThat(refresh.json().path("generation").asInt()).isEqualTo(2);
        assertThat(requested(from).getLast().keeps()).isEqualTo(1);
        web.post(worker, reports, started).isProblem(409, "other-generation");

        web.post(projections, "/v1/deployments/" + deployment + "/redeploy", because.replace("db", "tls"));
        assertThat(requested(from).getLast().keeps())
                .as("this one restarts on rotation")
                .isNull();
    }

    private List<DeploymentEvent.Requested> requested(long from) {
        return web.ledger.events(from).stream()
                .map(RecordedEvent::event)
                .filter(DeploymentEvent.Requested.class::isInstance)
                .map(DeploymentEvent.Requested.class::cast)
                .toList();
    }

    private static String body(String more) {
        return """
                {"name":"web","target":"here","image":"%s","secrets":[
                    {"path":"prod/db","file":"db","generate":{"length":20}},
                    {"path":"prod/tls","file":"tls","onRotation":"restart"}],%s}""".formatted(IMAGE, more);
    }
}
