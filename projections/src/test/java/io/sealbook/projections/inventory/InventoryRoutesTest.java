package io.sealbook.projections.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.PathPattern;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.projections.Histories;
import io.sealbook.projections.RunningService;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InventoryRoutesTest {
    private final RunningService service = new RunningService();
    private final WebTestClient reader = service.caller(Rule.allow(Set.of(Action.SECRET_LIST), "**"));

    @AfterAll
    void close() {
        service.close();
    }

    @Test
    void aSecretIsShownAsItIsNow() {
        Description about =
                new Description("text/plain", "the database", "team-a", Map.of("env", "prod"), Period.ofDays(90));
        service.house.append(new SecretEvent.Written(Histories.path("life/db"), 1, 1, about));
        service.house.append(Histories.rotated("life/db", 2));
        long position = service.house.append(Histories.read("life/db", 2));
        reader.get()
                .uri("/v1/secrets/life/db?atLeast=" + position)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, "\"2\"")
                .expectBody()
                .jsonPath("$.path")
                .isEqualTo("life/db")
                .jsonPath("$.state")
                .isEqualTo("live")
                .jsonPath("$.version")
                .isEqualTo(2)
                .jsonPath("$.revision")
                .isEqualTo(2)
                .jsonPath("$.contentType")
                .isEqualTo("text/plain")
                .jsonPath("$.comment")
                .isEqualTo("the database")
                .jsonPath("$.owner")
                .isEqualTo("team-a")
                .jsonPath("$.labels.env")
                .isEqualTo("prod")
                .jsonPath("$.rotateEvery")
                .isEqualTo("P90D")
                .jsonPath("$.createdAt")
                .isNotEmpty()
                .jsonPath("$.lastReadAt")
                .isNotEmpty()
                .jsonPath("$.asOf")
                .isEqualTo((int) position);
        reader.get()
                .uri(URI.create(service.url() + "/v1/secrets/life%2Fdb"))
                .header(HttpHeaders.IF_NONE_MATCH, "\"2\"")
                .exchange()
                .expectStatus()
                .isNotModified();
    }

    @Test
    void aDeletedSecretIsShownAsDeletedAndComesBack() {
        service.house.append(Histories.written("gone/key", 1));
        long deleted = service.house.append(new SecretEvent.Deleted(Histories.path("gone/key"), 1, 2, "old"));
        expectState("gone/key", deleted, "deleted", 2);
        long restored = service.house.append(new SecretEvent.Restored(Histories.path("gone/key"), 1, 3, null));
        expectState("gone/key", restored, "live", 3);
        long described = service.house.append(new SecretEvent.Described(
                Histories.path("gone/key"), 1, 4, new Description(null, null, "team-b", Map.of(), null)));
        expectState("gone/key", described, "live", 4);
    }

    private void expectState(String path, long position, String state, int revision) {
        reader.get()
                .uri("/v1/secrets/" + path + "?atLeast=" + position)
                .exchange()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo(state)
                .jsonPath("$.revision")
                .isEqualTo(revision);
    }

    @Test
    void versionsAreTheHistoryOfAValue() {
        service.house.append(new SecretEvent.Written(
                Histories.path("many/versions"), 1, 1, new Description(null, "first", null, Map.of(), null)));
        long position = service.house.append(Histories.rotated("many/versions", 2));
        reader.get()
                .uri("/v1/versions/many/versions?atLeast=" + position)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(2)
                .jsonPath("$.items[0].version")
                .isEqualTo(2)
                .jsonPath("$.items[0].origin")
                .isEqualTo("rotated")
                .jsonPath("$.items[0].comment")
                .isEqualTo("due")
                .jsonPath("$.items[0].by")
                .isEqualTo("ada")
                .jsonPath("$.items[1].origin")
                .isEqualTo("written")
                .jsonPath("$.items[1].comment")
                .isEqualTo("first")
                .jsonPath("$.items[1].state")
                .isEqualTo("live");
    }

    @Test
    void aReadModelThatIsBehindSaysSo() {
        reader.get()
                .uri("/v1/secrets/any?atLeast=1000000")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("read-model-behind");
    }

    @Test
    void whoMayNotSeeAPathCannotTellWhetherItExists() {
        long position = service.house.append(Histories.written("closed/there", 1));
        WebTestClient outsider = service.caller(Rule.allow(Set.of(Action.SECRET_LIST), "open/**"));
        for (String route : List.of("/v1/secrets/", "/v1/versions/")) {
            String there = refusal(outsider, route + "closed/there?atLeast=" + position);
            String absent = refusal(outsider, route + "closed/absent?atLeast=" + position);
            assertThat(there).isEqualTo(absent);
        }
        assertThat(service.refusals)
                .filteredOn(refusal -> Histories.path("closed/there").equals(refusal.path()))
                .hasSize(2);
        outsider.get().uri("/v1/secrets/open/absent").exchange().expectStatus().isNotFound();
    }

    private static String refusal(WebTestClient client, String uri) {
        EntityExchangeResult<byte[]> result = client.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody()
                .returnResult();
        return new String(result.getResponseBodyContent(), StandardCharsets.UTF_8)
                .replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void anyRightOnAPathIsEnoughToSeeIt() {
        long position = service.house.append(Histories.written("rights/one", 1));
        for (Action action : List.of(Action.VALUE_READ, Action.SECRET_WRITE, Action.SECRET_DESCRIBE)) {
            service.caller(Rule.allow(Set.of(action), "rights/*"))
                    .get()
                    .uri("/v1/secrets/rights/one?atLeast=" + position)
                    .exchange()
                    .expectStatus()
                    .isOk();
        }
    }

    @Test
    void aListShowsWhatTheCallerMayListAndItsPagesMeet() {
        List<SecretEvent.Written> written = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            written.add(Histories.written("list/visible/s%02d".formatted(i), 1));
            written.add(Histories.written("list/hidden/s%02d".formatted(i), 1));
        }
        long position = service.house.append(written.toArray(SecretEvent.Written[]::new));
        WebTestClient some = service.caller(
                Rule.allow(Set.of(Action.SECRET_LIST), "list/**"),
                new Rule(Rule.Effect.DENY, Set.of(Action.SECRET_LIST), List.of(new PathPattern("list/hidden/**"))));
        List<String> seen = new ArrayList<>();
        String uri = "/v1/secrets?prefix=list/&limit=10&atLeast=" + position;
        int pages = 0;
        while (uri != null) {
            EntityExchangeResult<SecretPage> page = some.get()
                    .uri(URI.create(service.url() + uri))
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody(SecretPage.class)
                    .returnResult();
            SecretPage body = Objects.requireNonNull(page.getResponseBody());
            body.items().forEach(item -> seen.add(item.path()));
            String link = page.getResponseHeaders().getFirst(HttpHeaders.LINK);
            assertThat(link == null).isEqualTo(body.next() == null);
            if (body.next() != null) {
                assertThat(new String(Base64.getUrlDecoder().decode(body.next()), StandardCharsets.UTF_8))
                        .doesNotContain("hidden");
            }
            uri = link == null ? null : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).isSorted().allMatch(path -> path.startsWith("list/visible/"));
    }

    record SecretPage(List<Item> items, @Nullable String next, long asOf) {}

    record Item(String path) {}

    @Test
    void labelsNarrowAList() {
        service.house.append(Histories.labelled("labels/a", "tier", "gold"));
        long position = service.house.append(Histories.labelled("labels/b", "tier", "tin, and more"));
        reader.get()
                .uri(builder -> builder.path("/v1/secrets")
                        .queryParam("prefix", "labels/")
                        .queryParam("label", "tier={tier}")
                        .queryParam("atLeast", position)
                        .build("tin, and more"))
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(1)
                .jsonPath("$.items[0].path")
                .isEqualTo("labels/b");
    }

    @Test
    void whoMayListNothingIsRefusedTheList() {
        service.caller(Rule.allow(Set.of(Action.VALUE_READ), "**"))
                .get()
                .uri("/v1/secrets")
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/secrets/hunter2/..%2Fx, ",
        "/v1/secrets/bad$hunter2, path",
        "/v1/versions/bad$hunter2, path",
        "/v1/secrets?limit=0, limit",
        "/v1/secrets?limit=501, limit",
        "/v1/secrets?limit=hunter2, limit",
        "/v1/secrets?label=hunter2, label",
        "/v1/secrets?label, label",
        "/v1/secrets?prefix=hunter2%20, prefix",
        "/v1/secrets?cursor=hunter2, cursor",
        "/v1/secrets/a?atLeast=-1, atLeast",
        "/v1/secrets/a?atLeast=hunter2, atLeast",
    })
    void aBadParameterIsNamedAndNeverRepeated(String uri, @Nullable String field) {
        byte[] body = reader.get()
                .uri(URI.create(service.url() + uri))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .returnResult()
                .getResponseBodyContent();
        String problem = new String(body == null ? new byte[0] : body, StandardCharsets.UTF_8);
        assertThat(problem).doesNotContain("hunter2");
        if (field != null) {
            assertThat(problem).contains("\"pointer\":\"" + field + "\"").contains("\"code\":\"invalid-request\"");
        }
    }

    @Test
    void withoutAnIdentityNothingIsLearned() {
        for (String uri : List.of("/v1/secrets", "/v1/secrets/a", "/v1/versions/a", "/v1/secrets/bad$")) {
            service.stranger()
                    .get()
                    .uri(URI.create(service.url() + uri))
                    .exchange()
                    .expectStatus()
                    .isUnauthorized();
        }
    }
}
