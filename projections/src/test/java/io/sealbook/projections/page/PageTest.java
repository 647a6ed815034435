package io.sealbook.projections.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.edge.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;

class PageTest {
    private static final Pattern ASSET = Pattern.compile("/ui/(assets/[A-Za-z0-9._-]+\\.js)");

    private final WebTestClient client = WebTestClient.bindToRouterFunction(PageRoutes.routes())
            .handlerStrategies(HandlerStrategies.builder()
                    .webFilter((exchange, chain) -> chain.filter(exchange).onErrorResume(Problem.class, problem -> {
                        exchange.getResponse().setStatusCode(problem.status());
                        return exchange.getResponse().setComplete();
                    }))
                    .build())
            .configureClient()
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
            .build();

    private String get(String uri) {
        byte[] body = client.get()
                .uri(uri)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBodyContent();
        return new String(Objects.requireNonNull(body), StandardCharsets.UTF_8);
    }

    private String script() {
        Matcher asset = ASSET.matcher(get("/ui/"));
        assertThat(asset.find()).isTrue();
        return asset.group(1);
    }

    @Test
    void thePageIsServedWithAStrictPolicyAndNeverKept() {
        client.get()
                .uri("/ui/")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("text/html;charset=UTF-8")
                .expectHeader()
                .cacheControl(CacheControl.noCache())
                .expectHeader()
                .valueEquals("Content-Security-Policy", PageRoutes.POLICY)
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
        assertThat(PageRoutes.POLICY).doesNotContain("unsafe").contains("default-src 'none'");
    }

    @Test
    void assetsAreNamedByTheirContentAndKeptForEver() {
        client.get()
                .uri("/ui/" + script())
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "max-age=31536000, public, immutable")
                .expectHeader()
                .valueMatches(HttpHeaders.CONTENT_TYPE, "(text|application)/javascript.*");
    }

    @Test
    void aRouteOfThePageIsThePageAndAMissingFileIsMissing() {
        assertThat(get("/ui/events/0199d8a2-0000-7000-8000-000000000000")).isEqualTo(get("/ui/"));
        for (String missing :
                new String[] {"/ui/assets/none.js", "/ui/assets/none", "/ui/none.css", "/ui/../pom.xml"}) {
            client.get().uri(missing).exchange().expectStatus().isNotFound();
        }
        client.get()
                .uri("/ui")
                .exchange()
                .expectStatus()
                .isTemporaryRedirect()
                .expectHeader()
                .location("/ui/");
        client.get().uri("/").exchange().expectHeader().location("/ui/");
    }

    @Test
    void thePolicyAllowsExactlyTheStylesThatTheBuiltPageAdds() {
        String built = get("/ui/" + script());
        String attribute = find(built, "[`\"'](data-react-aria-pressable)[`\"']");
        String pressable = find(built, "textContent=`\\s*(@layer \\{\\s+\\[\\$\\{\\w+}] \\{[^`]*)`\\.trim\\(\\)")
                .replaceAll("\\$\\{\\w+}", attribute)
                .trim();
        String overscroll = find(built, "textContent=`(@layer \\{\\s+\\* \\{[^`]*)`");
        assertThat(sha256(pressable)).isEqualTo(PageRoutes.PRESSABLE_STYLE);
        assertThat(sha256(overscroll)).isEqualTo(PageRoutes.OVERSCROLL_STYLE);
    }

    private static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(found.find())
                .as("the built page holds " + pattern.toLowerCase(Locale.ROOT))
                .isTrue();
        return found.group(1);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
