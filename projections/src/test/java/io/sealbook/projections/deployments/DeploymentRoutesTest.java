package io.sealbook.projections.deployments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.KeyId;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.projections.Histories;
import io.sealbook.projections.RunningService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.test.web.reactive.server.WebTestClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentRoutesTest {
    private final RunningService service = new RunningService();
    private final WebTestClient reader = service.caller(Rule.allow(Action.DEPLOYMENT_READ));
    private int targets;

    @AfterAll
    void close() {
        service.close();
    }

    @Test
    void aDeploymentIsFollowedFromItsRequestToItsEnd() {
        DeploymentId id = Histories.deployment();
        TokenId token = Histories.token();
        service.house.append(Histories.written("follow/db", 1));
        long position = service.house.append(Histories.requested(id, 1, "follow/db"));
        expect(id, position, "pending")
                .jsonPath("$.name")
                .isEqualTo("web")
                .jsonPath("$.target")
                .isEqualTo("local")
                .jsonPath("$.image")
                .isEqualTo("sha256:abc")
                .jsonPath("$.bound[0].path")
                .isEqualTo("follow/db")
                .jsonPath("$.bound[0].file")
                .isEqualTo("follow-db")
                .jsonPath("$.bound[0].version")
                .doesNotExist()
                .jsonPath("$.bound[0].current")
                .isEqualTo(1);
        expect(id, service.house.append(Histories.issued(token, id, 1)), "placing");
        service.house.append(new TokenEvent.Consumed(token, id, 1, List.of(Histories.at("follow/db", 1)), null));
        position = service.house.append(Histories.placed(id, 1, Histories.at("follow/db", 1)));
        expect(id, position, "running")
                .jsonPath("$.bound[0].version")
                .isEqualTo(1)
                .jsonPath("$.container")
                .isEqualTo("c0ffee");
        position = service.house.append(Histories.rotated("follow/db", 2));
        expect(id, position, "stale")
                .jsonPath("$.bound[0].version")
                .isEqualTo(1)
                .jsonPath("$.bound[0].current")
                .isEqualTo(2);
        position = service.house.append(Histories.requested(id, 2, "follow/db"));
        expect(id, position, "pending").jsonPath("$.bound[0].version").isEqualTo(1);
        expect(id, service.house.append(Histories.placed(id, 1)), "pending");
        position = service.house.append(new DeploymentEvent.Failed(id, 2, "no such image"));
        expect(id, position, "failed")
                .jsonPath("$.problem")
                .isEqualTo("no such image")
                .jsonPath("$.bound[0].version")
                .isEqualTo(1);
        service.house.append(Histories.requested(
                id, 3, DeploymentEvent.Desired.STOPPED, DeploymentSpec.OnRotation.RESTART, null, "follow/db"));
        position = service.house.append(new DeploymentEvent.Stopped(id, 3));
        expect(id, position, "stopped")
                .jsonPath("$.desired")
                .isEqualTo("stopped")
                .jsonPath("$.problem")
                .doesNotExist()
                .jsonPath("$.container")
                .doesNotExist()
                .jsonPath("$.bound[0].version")
                .doesNotExist();
    }

    private WebTestClient.BodyContentSpec expect(DeploymentId id, long position, String state) {
        return reader.get()
                .uri("/v1/deployments/" + id + "?atLeast=" + position)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo(state)
                .jsonPath("$.asOf")
                .isEqualTo((int) position);
    }

    @Test
    void aQuarantineIsToldFromAStop() {
        DeploymentId id = Histories.deployment();
        DeploymentEvent.Requested first = Histories.requested(id, 1);
        service.house.append(first, Histories.placed(id, 1));
        long position = service.house.append(stopped(first, 2, Histories.token()));
        expect(id, position, "quarantined").jsonPath("$.desired").isEqualTo("stopped");
        expect(id, service.house.append(new DeploymentEvent.Stopped(id, 2)), "quarantined");
        expect(id, service.house.append(Histories.requested(id, 3)), "pending");
        expect(id, service.house.append(stopped(first, 4, Histories.token())), "quarantined");
        expect(id, service.house.append(new DeploymentEvent.Failed(id, 4, "it will not stop")), "failed");
        service.house.append(Histories.requested(id, 5), stopped(first, 6, null));
        expect(id, service.house.append(new DeploymentEvent.Stopped(id, 6)), "stopped");
    }

    private static DeploymentEvent.Requested stopped(
            DeploymentEvent.Requested first, int generation, @Nullable TokenId stolen) {
        return new DeploymentEvent.Requested(
                first.deployment(),
                generation,
                DeploymentEvent.Desired.STOPPED,
                first.spec(),
                first.owner(),
                null,
                null,
                null,
                stolen);
    }

    @Test
    void eachContainerIsFollowedStepByStep() {
        DeploymentId id = Histories.deployment();
        service.house.append(Histories.written("steps/db", 1));
        DeploymentSpec.Binding db = Histories.binding("steps/db", DeploymentSpec.OnRotation.REFRESH);
        service.house.append(Histories.bound(id, 1, null, db));
        service.house.append(Histories.progressed(id, 1, "c2", Step.STARTED));
        service.house.append(Histories.progressed(id, 1, "c1", Step.STARTED));
        expect(id, service.house.append(Histories.progressed(id, 1, "c2", Step.HEALTHY)), "placing")
                .jsonPath("$.containers[*].container")
                .isEqualTo(List.of("c2", "c1"))
                .jsonPath("$.containers[*].step")
                .isEqualTo(List.of("healthy", "started"))
                .jsonPath("$.bound[0].onRotation")
                .isEqualTo("refresh");
        expect(id, service.house.append(Histories.placed(id, 1, Histories.at("steps/db", 1))), "running")
                .jsonPath("$.containers.length()")
                .isEqualTo(2);
        service.house.append(Histories.rotated("steps/db", 2));
        expect(id, service.house.append(Histories.bound(id, 2, 1, db)), "pending")
                .jsonPath("$.containers")
                .doesNotExist();
        long late = service.house.append(Histories.progressed(id, 1, "c1", Step.HEALTHY));
        expect(id, late, "pending").jsonPath("$.containers").doesNotExist();
    }

    @Test
    void whatWasSaidOfADeploymentIsShown() {
        DeploymentId id = Histories.deployment();
        DeploymentSpec plain = Histories.requested(id, 1).spec();
        DeploymentSpec spec = new DeploymentSpec(
                plain.name(),
                plain.target(),
                plain.image(),
                plain.command(),
                List.of(),
                plain.onRotation(),
                null,
                DeploymentSpec.Placement.SWARM,
                new DeploymentSpec.Hosting(List.of("front"), null, null, DeploymentSpec.Restart.ALWAYS, 3),
                Histories.path("prod/registry"),
                DeploymentSpec.OnTheft.QUARANTINE);
        long position = service.house.append(new DeploymentEvent.Requested(
                id, 1, DeploymentEvent.Desired.RUNNING, spec, new AccountId("ada"), null, null));
        expect(id, position, "pending")
                .jsonPath("$.placement")
                .isEqualTo("swarm")
                .jsonPath("$.hosting.networks[0]")
                .isEqualTo("front")
                .jsonPath("$.hosting.replicas")
                .isEqualTo(3)
                .jsonPath("$.hosting.ports")
                .doesNotExist()
                .jsonPath("$.imageCredentials")
                .isEqualTo("prod/registry")
                .jsonPath("$.onTheft")
                .isEqualTo("quarantine");
    }

    @Test
    void aPinnedVersionNeverGoesStale() {
        DeploymentId id = Histories.deployment();
        service.house.append(Histories.written("pinned/db", 1));
        service.house.append(Histories.requested(
                id, 1, DeploymentEvent.Desired.RUNNING, DeploymentSpec.OnRotation.RESTART, 1, "pinned/db"));
        service.house.append(Histories.placed(id, 1, Histories.at("pinned/db", 1)));
        expect(id, service.house.append(Histories.rotated("pinned/db", 2)), "running");
    }

    @Test
    void aSecretThatIsBoundPinnedAndUnpinnedRunsInTwoVersions() {
        DeploymentId id = Histories.deployment();
        TokenId token = Histories.token();
        service.house.append(Histories.written("both/db", 1), Histories.rotated("both/db", 2));
        DeploymentSpec spec = Histories.requested(id, 1).spec();
        List<DeploymentSpec.Binding> bindings = List.of(
                new DeploymentSpec.Binding(Histories.path("both/db"), "new", null, null, null),
                new DeploymentSpec.Binding(Histories.path("both/db"), "old", 1, null, null));
        service.house.append(new DeploymentEvent.Requested(
                id,
                1,
                DeploymentEvent.Desired.RUNNING,
                new DeploymentSpec(
                        spec.name(), spec.target(), spec.image(), spec.command(), bindings, spec.onRotation(), null),
                new AccountId("ada"),
                null,
                null));
        VersionedPath[] delivered = {Histories.at("both/db", 2), Histories.at("both/db", 1)};
        service.house.append(new TokenEvent.Consumed(token, id, 1, List.of(delivered), null));
        long position = service.house.append(Histories.placed(id, 1, delivered));
        expect(id, position, "running")
                .jsonPath("$.bound[0].version")
                .isEqualTo(2)
                .jsonPath("$.bound[1].version")
                .isEqualTo(1);
        assertThat(service.house
                        .reads()
                        .sql("select attempted from read.deployment_binding where deployment = ? order by ordinal")
                        .param(id.value())
                        .query(Integer.class)
                        .list())
                .containsExactly(2, 1);
    }

    @Test
    void deploymentsAreListedInPages() {
        for (int i = 0; i < 3; i++) {
            service.house.append(Histories.requested(Histories.deployment(), 1));
        }
        long position = service.house.append(Histories.requested(Histories.deployment(), 1));
        reader.get()
                .uri("/v1/deployments?limit=3&atLeast=" + position)
                .exchange()
                .expectHeader()
                .exists("Link")
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(3)
                .jsonPath("$.next")
                .isNotEmpty();
    }

    @Test
    void aTokenIsShownByItsStateAndNeverByItself() {
        DeploymentId id = Histories.deployment();
        TokenId token = Histories.token();
        service.house.append(Histories.requested(id, 1));
        long position = service.house.append(Histories.issued(token, id, 1));
        WebTestClient issuer = service.caller(Rule.allow(Action.TOKEN_ISSUE));
        token(issuer, token, position, "live").jsonPath("$.digest").doesNotExist();
        position = service.house.append(new TokenEvent.Consumed(token, id, 1, List.of(), null));
        token(issuer, token, position, "consumed")
                .jsonPath("$.from")
                .isEqualTo("192.0.2.7")
                .jsonPath("$.consumedAt")
                .isNotEmpty();
        TokenId other = Histories.token();
        service.house.append(Histories.issued(other, id, 1));
        token(issuer, other, service.house.append(new TokenEvent.Revoked(other, id, "lost")), "revoked");
    }

    @Test
    void aTokenTellsWhatItOpensAndTheKeyThatItsAnswerIsSealedTo() {
        DeploymentId id = Histories.deployment();
        TokenId files = Histories.token();
        TokenId image = Histories.token();
        long position = service.house.append(
                Histories.requested(id, 1),
                Histories.issued(files, id, 1),
                Histories.issued(image, id, 1, TokenEvent.Purpose.IMAGE, "a key"));
        WebTestClient issuer = service.caller(Rule.allow(Action.TOKEN_ISSUE));
        token(issuer, files, position, "live")
                .jsonPath("$.purpose")
                .isEqualTo("files")
                .jsonPath("$.sealTo")
                .doesNotExist();
        token(issuer, image, position, "live")
                .jsonPath("$.purpose")
                .isEqualTo("image")
                .jsonPath("$.sealTo")
                .isEqualTo("a key");
    }

    private static WebTestClient.BodyContentSpec token(WebTestClient client, TokenId id, long position, String state) {
        return client.get()
                .uri("/v1/bootstrap-tokens/" + id + "?atLeast=" + position)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo(state);
    }

    @Test
    void aWorkerGetsWhatIsDueUntilItIsReported() {
        Site site = new Site();
        WebTestClient worker = site.worker();
        DeploymentId id = site.request(1);
        Orders orders = site.poll(worker, "");
        assertThat(orders.orders()).singleElement().satisfies(order -> {
            assertThat(order.deployment()).isEqualTo(id);
            assertThat(order.generation()).isEqualTo(1);
            assertThat(order.command()).containsExactly("run");
            assertThat(order.files()).singleElement().satisfies(file -> {
                assertThat(file.file()).isEqualTo("orders-db");
                assertThat(file.mode()).isEqualTo("0400");
            });
        });
        assertThat(site.poll(worker, "").orders())
                .as("an order repeats until it is reported")
                .hasSize(1);
        assertThat(site.poll(worker, "&after=" + orders.position()).orders())
                .as("nothing changed")
                .isEmpty();
        long placed = service.house.append(Histories.placed(id, 1));
        site.awaitShown(placed);
        assertThat(site.poll(worker, "").orders()).isEmpty();
    }

    @Test
    void aLongPollIsAnsweredAsSoonAsThereIsSomething() throws Exception {
        Site site = new Site();
        WebTestClient worker = site.worker();
        long position = site.poll(worker, "").position();
        CompletableFuture<Orders> waiting =
                CompletableFuture.supplyAsync(() -> site.poll(worker, "&after=" + position + "&wait=PT30S"));
        DeploymentId id = site.request(1);
        Orders orders = waiting.get(10, TimeUnit.SECONDS);
        assertThat(orders.orders())
                .singleElement()
                .satisfies(order -> assertThat(order.deployment()).isEqualTo(id));
        assertThat(site.poll(worker, "&after=" + orders.position() + "&wait=PT0.2S")
                        .orders())
                .isEmpty();
    }

    @Test
    void aRevokedKeyGetsNoOrderThoughItAskedBefore() throws Exception {
        Site site = new Site();
        String key = service.house.key(
                "revoked-worker", Actor.Kind.WORKER, List.of(Rule.allow(Action.ORDER_WORK)), site.target);
        WebTestClient worker = service.as(key);
        long position = site.poll(worker, "").position();
        String query = "target=" + site.target + "&after=" + position + "&wait=PT30S";
        CompletableFuture<HttpStatusCode> waiting = CompletableFuture.supplyAsync(() -> worker.get()
                .uri("/v1/orders?" + query)
                .exchange()
                .returnResult(Void.class)
                .getStatus());
        await().atMost(Duration.ofSeconds(10)).until(() -> service.passed.contains(query));
        KeyId id = new KeyId(Credential.read(Sensitive.of(key), Credential.Kind.KEY)
                .orElseThrow()
                .id());
        service.house.append(new AccountEvent.KeyRevoked(new AccountId("revoked-worker"), id, "stolen"));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> worker.get()
                        .uri("/v1/orders?target=" + site.target)
                        .exchange()
                        .expectStatus()
                        .isUnauthorized());
        site.request(1);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(HttpStatus.FORBIDDEN);
    }

    @Test
    void twoWorkersOfATargetNeverHoldTheSameOrder() {
        Site site = new Site();
        WebTestClient first = site.worker();
        WebTestClient second = site.worker();
        DeploymentId id = site.request(1);
        assertThat(site.poll(first, "").orders()).hasSize(1);
        Orders nothing = site.poll(second, "");
        assertThat(nothing.orders()).isEmpty();
        service.house
                .reads()
                .sql("update read.order_lease set expires_at = now() where deployment = ?")
                .param(id.value())
                .update();
        assertThat(site.poll(second, "&after=" + nothing.position()).orders())
                .as("an order whose holder fell silent goes to who asks, though nothing changed")
                .hasSize(1);
        assertThat(site.poll(first, "").orders()).isEmpty();
    }

    @Test
    void twoProcessesWithOneKeyNeverHoldTheSameOrder() throws Exception {
        Site site = new Site();
        WebTestClient worker = site.worker();
        List<DeploymentId> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(Histories.deployment());
        }
        long last = 0;
        List<CompletableFuture<Orders>> polls = new ArrayList<>();
        for (DeploymentId id : ids) {
            last = site.request(id, 1);
            polls.add(CompletableFuture.supplyAsync(() -> site.poll(worker, "&worker=one")));
            polls.add(CompletableFuture.supplyAsync(() -> site.poll(worker, "&worker=two")));
        }
        for (CompletableFuture<Orders> poll : polls) {
            poll.get(20, TimeUnit.SECONDS);
        }
        site.awaitShown(last);
        List<DeploymentId> one = site.held(worker, "&worker=one");
        List<DeploymentId> two = site.held(worker, "&worker=two");
        assertThat(Stream.concat(one.stream(), two.stream()))
                .as("each is with one of them, though perhaps all with the same")
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(site.held(worker, "&worker=three")).isEmpty();
        assertThat(site.held(worker, "")).isEmpty();

        site.loseLeases("/one");
        assertThat(site.held(worker, "&worker=two"))
                .as("what the other fell silent about")
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(site.held(worker, "&worker=one")).isEmpty();
    }

    @Test
    void anOrderSaysWhoseContainerMayStay() {
        Site site = new Site();
        WebTestClient worker = site.worker();
        DeploymentId id = site.request(1);
        assertThat(site.poll(worker, "").orders())
                .singleElement()
                .satisfies(order -> assertThat(order.keeps()).isNull());
        DeploymentEvent.Requested wanted = Histories.requested(id, 2, "orders/db");
        DeploymentSpec spec = wanted.spec();
        site.awaitShown(service.house.append(new DeploymentEvent.Requested(
                id,
                2,
                wanted.desired(),
                new DeploymentSpec(
                        spec.name(),
                        site.target,
                        spec.image(),
                        spec.command(),
                        spec.secrets(),
                        spec.onRotation(),
                        null),
                wanted.owner(),
                null,
                null,
                1,
                null)));
        assertThat(site.poll(worker, "").orders())
                .singleElement()
                .satisfies(order -> assertThat(order.keeps()).isEqualTo(1));
    }

    @Test
    void pollingKeepsALease() {
        Site site = new Site();
        WebTestClient worker = site.worker();
        DeploymentId id = site.request(1);
        Orders orders = site.poll(worker, "");
        letLeaseRunOutSoon(id);
        site.poll(worker, "&after=" + orders.position());
        assertThat(isLeasedForLong(id)).isTrue();
    }

    @Test
    void pollingKeepsTheLeaseOfWhoMends() {
        Site site = new Site();
        WebTestClient worker = site.worker();
        DeploymentId id = site.request(1);
        site.awaitShown(service.house.append(Histories.placed(id, 1)));
        site.mend(worker, id, "&worker=one");
        letLeaseRunOutSoon(id);
        site.poll(worker, "&worker=other");
        assertThat(isLeasedForLong(id)).as("by another process").isFalse();
        site.poll(worker, "&worker=one");
        assertThat(isLeasedForLong(id)).isTrue();
    }

    private void letLeaseRunOutSoon(DeploymentId id) {
        service.house
                .reads()
                .sql("update read.order_lease set expires_at = now() + interval '9 s' where deployment = ?")
                .param(id.value())
                .update();
    }

    private boolean isLeasedForLong(DeploymentId id) {
        return service.house
                .reads()
                .sql("select expires_at > now() + interval '10 s' from read.order_lease where deployment = ?")
                .param(id.value())
                .query(Boolean.class)
                .single();
    }

    @Test
    void whoMendsIsAloneUntilTheyGiveItBackOrAreGone() {
        Site site = new Site();
        WebTestClient first = site.worker();
        WebTestClient second = site.worker();
        DeploymentId id = site.request(1);
        assertThat(site.poll(first, "&worker=one").orders()).hasSize(1);
        assertThat(site.mend(first, id, "&worker=one")).as("an order is due").isEqualTo(HttpStatus.CONFLICT);

        site.awaitShown(service.house.append(Histories.placed(id, 1)));
        assertThat(site.mend(first, id, "&worker=one")).isEqualTo(HttpStatus.NO_CONTENT);
        assertThat(site.mend(first, id, "&worker=one")).isEqualTo(HttpStatus.NO_CONTENT);
        assertThat(site.mend(first, id, "&worker=other")).isEqualTo(HttpStatus.CONFLICT);
        assertThat(site.mend(second, id, "&worker=two")).isEqualTo(HttpStatus.CONFLICT);
        site.mended(second, id, "&worker=two");
        assertThat(site.mend(second, id, "&worker=two")).isEqualTo(HttpStatus.CONFLICT);

        site.mended(first, id, "&worker=one");
        assertThat(site.mend(second, id, "&worker=two")).isEqualTo(HttpStatus.NO_CONTENT);
        site.loseLeases("/two");
        assertThat(site.mend(first, id, "&worker=one")).isEqualTo(HttpStatus.NO_CONTENT);
    }

    @Test
    void aNewGenerationWaitsForWhoMends() {
        Site site = new Site();
        WebTestClient first = site.worker();
        WebTestClient second = site.worker();
        DeploymentId id = site.request(1);
        site.awaitShown(service.house.append(Histories.placed(id, 1)));
        site.mend(first, id, "&worker=one");
        site.awaitShown(site.request(id, 2));
        assertThat(site.poll(second, "&worker=two").orders()).isEmpty();
        assertThat(site.held(first, "&worker=one"))
                .as("its own process works on one thing at a time")
                .containsExactly(id);

        DeploymentId other = site.request(1);
        site.awaitShown(service.house.append(Histories.placed(other, 1)));
        site.mend(first, other, "&worker=one");
        long position = site.poll(second, "&worker=two").position();
        site.awaitShown(site.request(other, 2));
        site.mended(first, other, "&worker=one");
        assertThat(site.held(second, "&worker=two&after=" + position)).containsExactly(other);
    }

    @Test
    void nobodyMendsWhatIsOnAnotherTarget() {
        Site site = new Site();
        Site other = new Site();
        DeploymentId id = site.request(1);
        site.awaitShown(service.house.append(Histories.placed(id, 1)));
        assertThat(other.mend(other.worker(), id, "")).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(site.mend(other.worker(), id, "")).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(site.mended(other.worker(), id, "")).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(site.mend(reader, id, "")).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(site.mend(site.worker(), id, "")).isEqualTo(HttpStatus.NO_CONTENT);
    }

    @Test
    void aNewGenerationIsANewOrder() {
        Site site = new Site();
        WebTestClient worker = site.worker();
        DeploymentId id = site.request(1);
        Orders orders = site.poll(worker, "");
        site.awaitShown(site.request(id, 2));
        assertThat(site.poll(worker, "&after=" + orders.position()).orders())
                .singleElement()
                .satisfies(order -> assertThat(order.generation()).isEqualTo(2));
    }

    @Test
    void aWorkerSeesItsOwnTargetsOnly() {
        Site site = new Site();
        Site other = new Site();
        site.request(1);
        int before = service.refusals.size();
        other.worker()
                .get()
                .uri("/v1/orders?target=" + site.target)
                .exchange()
                .expectStatus()
                .isForbidden();
        reader.get()
                .uri("/v1/orders?target=" + site.target)
                .exchange()
                .expectStatus()
                .isForbidden();
        assertThat(service.refusals).hasSizeGreaterThanOrEqualTo(before + 2);
        WebTestClient worker = other.worker();
        for (String uri : List.of(
                "/v1/deployments", "/v1/secrets", "/v1/secrets/a", "/v1/audit/events", "/v1/system/projections")) {
            worker.get().uri(uri).exchange().expectStatus().isForbidden();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/deployments/hunter2, id",
        "GET, /v1/bootstrap-tokens/hunter2, id",
        "GET, /v1/deployments?cursor=hunter2, cursor",
        "GET, /v1/deployments?limit=-1, limit",
        "GET, /v1/orders?target=HUNTER2, target",
        "GET, /v1/orders, target",
        "GET, /v1/orders?target=t&after=hunter2, after",
        "GET, /v1/orders?target=t&after=-2, after",
        "GET, /v1/orders?target=t&wait=hunter2, wait",
        "GET, /v1/orders?target=t&wait=PT31S, wait",
        "GET, /v1/orders?target=t&worker=hunter2/, worker",
        "GET, /v1/orders?target=t&worker=, worker",
        "POST, /v1/orders/hunter2/lease?target=t, id",
        "POST, /v1/orders/01935000-0000-7000-8000-000000000001/lease?target=HUNTER2, target",
        "POST, /v1/orders/01935000-0000-7000-8000-000000000001/lease, target",
        "DELETE, /v1/orders/01935000-0000-7000-8000-000000000001/lease?target=t&worker=hunter2/, worker",
    })
    void aBadParameterIsNamedAndNeverRepeated(HttpMethod method, String uri, String field) {
        WebTestClient all = service.worker(
                Rule.allow(Action.ORDER_WORK, Action.DEPLOYMENT_READ, Action.TOKEN_ISSUE), new TargetName("t"));
        byte[] body = all.method(method)
                .uri(URI.create(service.url() + uri))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .returnResult()
                .getResponseBodyContent();
        assertThat(new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8))
                .doesNotContainIgnoringCase("hunter2")
                .contains("\"pointer\":\"" + field + "\"");
    }

    /** A target of its own for each story. */
    private final class Site {
        private final TargetName target = new TargetName("site-" + ++targets);

        WebTestClient worker() {
            return service.worker(Rule.allow(Action.ORDER_WORK), target);
        }

        DeploymentId request(int generation) {
            DeploymentId id = Histories.deployment();
            awaitShown(request(id, generation));
            return id;
        }

        long request(DeploymentId id, int generation) {
            DeploymentEvent.Requested told = Histories.requested(id, generation, "orders/db");
            DeploymentSpec spec = told.spec();
            return service.house.append(new DeploymentEvent.Requested(
                    id,
                    generation,
                    told.desired(),
                    new DeploymentSpec(
                            spec.name(), target, spec.image(), spec.command(), spec.secrets(), spec.onRotation(), null),
                    told.owner(),
                    null,
                    null));
        }

        Orders poll(WebTestClient worker, String more) {
            Orders orders = worker.get()
                    .uri("/v1/orders?target=" + target + more)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(Orders.class)
                    .returnResult()
                    .getResponseBody();
            return Objects.requireNonNull(orders);
        }

        List<DeploymentId> held(WebTestClient worker, String more) {
            return poll(worker, more).orders().stream()
                    .map(Orders.Order::deployment)
                    .toList();
        }

        HttpStatusCode mend(WebTestClient worker, DeploymentId id, String more) {
            return lease(worker.post(), id, more);
        }

        HttpStatusCode mended(WebTestClient worker, DeploymentId id, String more) {
            return lease(worker.delete(), id, more);
        }

        private HttpStatusCode lease(WebTestClient.RequestHeadersUriSpec<?> method, DeploymentId id, String more) {
            return method.uri("/v1/orders/" + id + "/lease?target=" + target + more)
                    .exchange()
                    .returnResult(Void.class)
                    .getStatus();
        }

        void loseLeases(String holder) {
            service.house.reads().sql("""
                            update read.order_lease l set expires_at = now() from read.deployment d
                            where d.id = l.deployment and d.target = ? and l.holder like '%' || ?""").params(target.value(), holder).update();
        }

        void awaitShown(long position) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> service.house
                                    .reads()
                                    .sql("select position from read.projection where name = 'deployments'")
                                    .query(Long.class)
                                    .single()
                            > position);
        }
    }
}
