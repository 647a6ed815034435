package io.sealbook.projections.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.access.Credential;
import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.AccountEvent;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.RunningService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrailRoutesTest {
    private static final Instant DAY = Instant.parse("2031-05-01T00:00:00Z");
    private static final Provenance BOB =
            new Provenance(new Actor("bob", Actor.Kind.SERVICE), "request-2", "198.51.100.9");
    private static final DeploymentId WEB = Histories.deployment();
    private static final TokenId TOKEN = Histories.token();
    private static final ParameterizedTypeReference<ServerSentEvent<Map<String, Object>>> SSE =
            new ParameterizedTypeReference<>() {};

    private final RunningService service = new RunningService();
    private final WebTestClient auditor = service.caller(Rule.allow(Action.AUDIT_READ));
    private final WebTestClient other = service.caller(Rule.allow(java.util.Set.of(Action.SECRET_LIST), "**"));

    // From here on the ledger's time is after eight on that day: time never decreases, so nothing is added to this
    // history.
    @BeforeAll
    void writeHistory() {
        write(House.ADA, 0, Histories.written("prod/db", 1));
        write(House.ADA, 1, Histories.written("prod/api/key", 1));
        write(House.ADA, 1, Histories.written("prodigy/db", 1));
        write(BOB, 2, Histories.read("prod/db", 1));
        write(BOB, 3, Histories.requested(WEB, 1, "prod/db"));
        write(BOB, 3, Histories.issued(TOKEN, WEB, 1));
        write(BOB, 4, new TokenEvent.Refused(TOKEN, WEB, TokenEvent.Refused.Reason.REPLAYED));
        write(
                Provenance.system("request-3"),
                4,
                new RefusalEvent.AlarmRaised(RefusalEvent.AlarmRaised.Kind.TOKEN_REPLAYED, TOKEN, WEB, "used twice"));
        write(BOB, 5, new DeploymentEvent.Failed(WEB, 1, "no such image"));
        write(
                BOB,
                6,
                new RefusalEvent.AccessRefused(
                        RefusalEvent.AccessRefused.Reason.NOT_ALLOWED,
                        Action.VALUE_READ,
                        Histories.path("prod/db"),
                        null,
                        1));
        write(House.ADA, 7, new AccountEvent.Disabled(new AccountId("carol"), "left"));
        long last = write(House.ADA, 8, Histories.written("after/history", 1));
        await().atMost(Duration.ofSeconds(20)).until(() -> shown() > last);
    }

    private long write(Provenance provenance, int hour, LedgerEvent event) {
        return service.house.append(provenance, DAY.plus(Duration.ofHours(hour)), Stream.of(event));
    }

    private long shown() {
        return service.house
                .reads()
                .sql("select coalesce(max(position), -1) + 1 from read.trail")
                .query(Long.class)
                .single();
    }

    @AfterAll
    void close() {
        service.close();
    }

    private List<Map<String, Object>> events(String query) {
        Map<?, ?> page = Objects.requireNonNull(auditor.get()
                .uri(URI.create(
                        service.url() + "/v1/audit/events?from=2031-05-01T00:00:00Z&to=2031-05-01T08:00:00Z" + query))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody());
        List<Map<String, Object>> items = new ArrayList<>();
        for (Object item : (List<?>) Objects.requireNonNull(page.get("items"))) {
            Map<String, Object> copy = new HashMap<>();
            ((Map<?, ?>) item).forEach((name, value) -> copy.put(String.valueOf(name), Objects.requireNonNull(value)));
            items.add(copy);
        }
        return items;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                  | 11
        &actor=ada                          | 4
        &actor=ada&actor=bob                | 10
        &actor=!bob                         | 5
        &actor=bob&actor=!bob               | 0
        &secret=prod/db                     | 3
        &secret=prod/**                     | 4
        &secret=**                          | 5
        &secret=*/db                        | 4
        &secret=prod/*                      | 3
        &secret=prod/*/key                  | 1
        &secret=!prod/**                    | 7
        &secret=prod/db&secret=prodigy/**   | 4
        &secret=prod/**&secret=!prod/api/** | 3
        &action=secret.read                 | 1
        &action=!secret.written             | 8
        &outcome=refused                    | 2
        &outcome=alarm                      | 1
        &outcome=failed                     | 1
        &outcome=!success                   | 4
        &type=io.sealbook.secret.read.v1    | 1
        &account=carol                      | 1
        &requestId=request-3                | 1
        &address=198.51.100.9               | 6
        &address=!198.51.100.9              | 5
        &actor=bob&outcome=!success         | 3
        """)
    void filtersNarrowTheTrail(@Nullable String query, int expected) {
        assertThat(events(query == null ? "" : query)).hasSize(expected);
    }

    @Test
    void deploymentsAndTokensAreFoundByTheirIds() {
        assertThat(events("&deployment=" + WEB)).hasSize(5);
        assertThat(events("&token=" + TOKEN)).hasSize(3);
    }

    @Test
    void timeIsFromIncludedToExcluded() {
        auditor.get()
                .uri("/v1/audit/events?from=2031-05-01T02:00:00Z&to=2031-05-01T04:00:00Z")
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(3)
                .jsonPath("$.items[0].action")
                .isEqualTo("token.issued")
                .jsonPath("$.items[2].action")
                .isEqualTo("secret.read");
        auditor.get()
                .uri("/v1/audit/events?from=2040-01-01T00:00:00Z")
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(0)
                .jsonPath("$.asOf")
                .isNumber();
    }

    @Test
    void anEventSaysWhoDidWhatFromWhereAndHowItEnded() {
        assertThat(events("&action=token.refused")).singleElement().satisfies(event -> {
            assertThat(event)
                    .containsEntry("type", "io.sealbook.token.refused.v1")
                    .containsEntry("actor", Map.of("id", "bob", "kind", "service"))
                    .containsEntry("outcome", "refused")
                    .containsEntry("token", TOKEN.value())
                    .containsEntry("deployment", WEB.value())
                    .containsEntry("reason", "replayed")
                    .containsEntry("from", "198.51.100.9")
                    .containsEntry("requestId", "request-2")
                    .containsEntry("at", "2031-05-01T04:00:00Z")
                    .doesNotContainKeys("secret", "version", "account");
        });
    }

    @Test
    void detailsHoldWhatIsPublishedAndNothingInside() {
        String id = String.valueOf(events("&action=token.issued").getFirst().get("id"));
        byte[] body = auditor.get()
                .uri("/v1/audit/events/" + id)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(id)
                .jsonPath("$.action")
                .isEqualTo("token.issued")
                .jsonPath("$.details.generation")
                .isEqualTo(1)
                .jsonPath("$.details.digest")
                .doesNotExist()
                .returnResult()
                .getResponseBodyContent();
        assertThat(new String(Objects.requireNonNull(body), StandardCharsets.UTF_8))
                .doesNotContain("digest");
        auditor.get()
                .uri("/v1/audit/events/00000000-0000-7000-8000-000000000000")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void pagesMeetWithoutGapOrRepeat() {
        List<Object> seen = new ArrayList<>();
        String uri = "/v1/audit/events?to=2031-05-01T08:00:00Z&limit=4";
        while (uri != null) {
            var result = auditor.get()
                    .uri(URI.create(service.url() + uri))
                    .exchange()
                    .expectBody(Map.class)
                    .returnResult();
            for (Object item : (List<?>) Objects.requireNonNull(
                    Objects.requireNonNull(result.getResponseBody()).get("items"))) {
                seen.add(Objects.requireNonNull(((Map<?, ?>) item).get("position")));
            }
            String link = result.getResponseHeaders().getFirst("Link");
            uri = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        List<Object> expected = new ArrayList<>();
        for (int position = (Integer) seen.getFirst(); position >= 0; position--) {
            expected.add(position);
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void countsOverTimeFillTheirBuckets() {
        auditor.get()
                .uri("/v1/audit/aggregate?by=time&buckets=8&from=2031-05-01T00:00:00Z&to=2031-05-01T08:00:00Z")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.buckets.length()")
                .isEqualTo(8)
                .jsonPath("$.buckets[0].from")
                .isEqualTo("2031-05-01T00:00:00Z")
                .jsonPath("$.buckets[0].to")
                .isEqualTo("2031-05-01T01:00:00Z")
                .jsonPath("$.buckets[0].counts.success")
                .isEqualTo(1)
                .jsonPath("$.buckets[1].counts.success")
                .isEqualTo(2)
                .jsonPath("$.buckets[4].counts.refused")
                .isEqualTo(1)
                .jsonPath("$.buckets[4].counts.alarm")
                .isEqualTo(1)
                .jsonPath("$.buckets[5].counts.failed")
                .isEqualTo(1)
                .jsonPath("$.buckets[7].counts.success")
                .isEqualTo(1)
                .jsonPath("$.asOf")
                .isNumber();
        auditor.get()
                .uri("/v1/audit/aggregate?by=time&buckets=60&to=2031-05-01T08:00:00Z")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.buckets.length()")
                .isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({
        "actor, bob, 6",
        "action, secret.written, 3",
        "outcome, success, 7",
        "secret, prod/db, 3",
        "address, 198.51.100.9, 6"
    })
    void theMostFrequentValuesComeFirst(String by, String value, int count) {
        auditor.get()
                .uri("/v1/audit/aggregate?by=" + by + "&top=2&from=2031-05-01T00:00:00Z&to=2031-05-01T08:00:00Z")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.values[0].value")
                .isEqualTo(value)
                .jsonPath("$.values[0].count")
                .isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "events?secret=hunter2/../x, secret",
        "events?secret=hunter2/**/x, secret",
        "events?action=hunter2, action",
        "events?outcome=hunter2, outcome",
        "events?type=hunter2, type",
        "events?actor=, actor",
        "events?actor, actor",
        "events?from=hunter2, from",
        "events?to=hunter2, to",
        "events?from=-300000000-01-01T00:00:00Z, from",
        "events?to=%2B300000000-01-01T00:00:00Z, to",
        "events?from=0000-12-31T23:59:59Z, from",
        "aggregate?by=time&from=-300000000-01-01T00:00:00Z, from",
        "aggregate?by=time&to=%2B10000-01-01T00:00:00Z, to",
        "events?to=2031-05-01T00:00:00Z&to=2031-05-01T00:00:00Z, to",
        "events?limit=0, limit",
        "events?limit=hunter2, limit",
        "events?cursor=hunter2, cursor",
        "events?hunter2=1, query",
        "events/hunter2, id",
        "aggregate, by",
        "aggregate?by=hunter2, by",
        "aggregate?by=time&buckets=0, buckets",
        "aggregate?by=actor&top=101, top",
        "aggregate?by=time&from=2031-05-01T00:00:00Z&to=2030-05-01T00:00:00Z, to",
        "stream?hunter2=1, query",
    })
    void aBadParameterIsNamedAndNeverRepeated(String uri, String field) {
        byte[] body = auditor.get()
                .uri(URI.create(service.url() + "/v1/audit/" + uri))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .returnResult()
                .getResponseBodyContent();
        assertThat(new String(Objects.requireNonNull(body), StandardCharsets.UTF_8))
                .doesNotContain("hunter2")
                .contains("\"pointer\":\"" + field + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/audit/events",
                "/v1/audit/events/00000000-0000-7000-8000-000000000000",
                "/v1/audit/aggregate?by=time",
                "/v1/audit/stream",
                "/v1/system/projections"
            })
    void theTrailIsForThoseWhoMayReadIt(String uri) {
        int before = service.refusals.size();
        other.get().uri(uri).exchange().expectStatus().isForbidden();
        await().atMost(Duration.ofSeconds(5)).until(() -> service.refusals.size() > before);
        service.stranger().get().uri(uri).exchange().expectStatus().isUnauthorized();
    }

    @Test
    void theStreamGoesOnWhereItsReaderStopped() {
        long position = write(BOB, 9, Histories.written("stream/a", 1));
        write(BOB, 9, Histories.written("elsewhere/b", 1));
        StepVerifier.create(stream("secret=stream/**", position - 1))
                .assertNext(event -> expectEvent(event, "stream/a", position))
                .then(() -> write(BOB, 9, Histories.read("stream/a", 1)))
                .assertNext(event -> expectEvent(event, "stream/a", position + 2))
                .thenCancel()
                .verify(Duration.ofSeconds(20));
        StepVerifier.create(stream("secret=stream/**", position))
                .assertNext(event -> expectEvent(event, "stream/a", position + 2))
                .thenCancel()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void aReaderThatIsTooFarBehindIsToldTheGap() {
        long last = service.house.append(BOB, DAY.plus(Duration.ofHours(10)), Histories.reads(1500));
        await().atMost(Duration.ofSeconds(20)).until(() -> shown() > last);
        long[] newest = new long[1];
        StepVerifier.create(stream("", 0))
                .assertNext(event -> {
                    assertThat(event.event()).isEqualTo("gap");
                    assertThat(event.data()).containsEntry("from", 1);
                    newest[0] = Long.parseLong(Objects.requireNonNull(event.id()));
                    assertThat(newest[0]).isGreaterThanOrEqualTo(last);
                })
                .then(() -> write(BOB, 10, Histories.read("gap/after", 1)))
                .assertNext(event -> assertThat(event.event()).isNull())
                .thenCancel()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void aStreamEndsWhenItsAccountIsDisabled() {
        endsAfter("leaving", _ -> new AccountEvent.Disabled(new AccountId("leaving"), "left"));
    }

    @Test
    void aStreamEndsWhenItsKeyIsRevokedThoughTheAccountGoesOn() {
        endsAfter("careless", key -> new AccountEvent.KeyRevoked(new AccountId("careless"), key, "lost"));
    }

    private void endsAfter(String account, Function<KeyId, LedgerEvent> change) {
        String key = service.house.key(account, Actor.Kind.SERVICE, List.of(Rule.allow(Action.AUDIT_READ)));
        KeyId id = new KeyId(Credential.read(Sensitive.of(key), Credential.Kind.KEY)
                .orElseThrow()
                .id());
        long position = write(BOB, 11, Histories.written(account + "/a", 1));
        StepVerifier.create(stream(service.as(key), "secret=" + account + "/**", position - 1))
                .expectNextCount(1)
                .then(() -> write(House.ADA, 11, change.apply(id)))
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    private Flux<ServerSentEvent<Map<String, Object>>> stream(String query, long lastEventId) {
        return stream(auditor, query, lastEventId);
    }

    private Flux<ServerSentEvent<Map<String, Object>>> stream(WebTestClient reader, String query, long lastEventId) {
        return reader.get()
                .uri(URI.create(service.url() + "/v1/audit/stream?" + query))
                .accept(MediaType.TEXT_EVENT_STREAM)
                .header("Last-Event-ID", Long.toString(lastEventId))
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(SSE)
                .getResponseBody()
                .filter(event -> event.data() != null);
    }

    private static void expectEvent(ServerSentEvent<Map<String, Object>> event, String secret, long position) {
        assertThat(event.id()).isEqualTo(Long.toString(position));
        assertThat(event.data()).containsEntry("secret", secret).containsEntry("position", (int) position);
    }

    @Test
    void projectionsTellHowFarTheyAreAndCanBeRebuilt() {
        auditor.get()
                .uri("/v1/system/projections")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(3)
                .jsonPath("$.items[?(@.name == 'trail')].lag")
                .exists();
        auditor.post()
                .uri("/v1/system/projections/trail/replay")
                .exchange()
                .expectStatus()
                .isForbidden();
        WebTestClient admin = service.caller(Rule.allow(Action.KEYS_ADMIN));
        admin.post()
                .uri("/v1/system/projections/nothing/replay")
                .exchange()
                .expectStatus()
                .isNotFound();
        admin.post()
                .uri("/v1/system/projections/trail/replay")
                .exchange()
                .expectStatus()
                .isAccepted();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> service.house
                        .reads()
                        .sql("select shadow_position is null from read.projection where name = 'trail'")
                        .query(Boolean.class)
                        .single());
        assertThat(events("&actor=ada")).hasSize(4);
    }
}
