package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.WebLedger.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sign-in to the page, as a browser goes through it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsOverHttpTest {
    private WebLedger web;
    private String admin;

    @BeforeAll
    void open() {
        web = new WebLedger();
        admin = web.key("an-admin", List.of(Rule.allow(Action.ACCOUNT_ADMIN)));
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void aLinkSignsOneBrowserInOnce() {
        Answer link = web.post(admin, "/v1/sign-in-links", "{}");
        String code = code(link);
        Answer signedIn = signIn(code);

        assertThat(link.text("url")).contains("/ui/#code=");
        assertThat(signedIn.status()).isEqualTo(201);
        assertThat(signedIn.header("Set-Cookie"))
                .startsWith("sealbook=sbk_")
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/")
                .doesNotContain("Secure");
        assertThat(signedIn.body()).doesNotContain("sbk_");
        signIn(code).isProblem(410, "link-used");
    }

    @Test
    void theTrailNamesWhoeverAskedForTheLink() {
        Answer link = web.post(admin, "/v1/sign-in-links", "{}");
        long position = Long.parseLong(String.valueOf(link.header("Ledger-Position")));

        assertThat(web.ledger.events(position).getFirst().provenance().actor().id())
                .isEqualTo("an-admin");
    }

    @Test
    void aSessionReadsAndChangesNothingButItself() {
        String cookie = session();
        assertThat(web.get(null, "/v1/sessions/current", "Cookie", cookie).text("account"))
                .isEqualTo("page");

        web.delete(null, "/v1/sessions/current", "Cookie", cookie).isProblem(401, "unauthenticated");
        web.get(null, "/v1/values/prod/db", "Cookie", cookie).isProblem(403, "not-allowed");
        web.json("PUT", null, "/v1/secrets/a", "{\"value\":\"x\"}", "Cookie", cookie)
                .isProblem(401, "unauthenticated");
        web.json("PUT", null, "/v1/secrets/a", "{\"value\":\"x\"}", "Cookie", cookie, "Sealbook-Page", "1")
                .isProblem(403, "not-allowed");
        Answer signedOut = web.delete(null, "/v1/sessions/current", "Cookie", cookie, "Sealbook-Page", "1");

        assertThat(signedOut.status()).isEqualTo(204);
        assertThat(signedOut.header("Set-Cookie")).startsWith("sealbook=;").contains("Max-Age=0");
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        web.get(null, "/v1/sessions/current", "Cookie", cookie).status() == 401);
    }

    @Test
    void aCodeAKeyAndASessionAreThreeThings() {
        String code = code(web.post(admin, "/v1/sign-in-links", "{}"));
        web.get(code, "/v1/sessions/current").isProblem(401, "unauthenticated");
        web.get(null, "/v1/sessions/current", "Cookie", "sealbook=" + code).isProblem(401, "unauthenticated");
        web.get(null, "/v1/sessions/current", "Cookie", "sealbook=" + admin).isProblem(401, "unauthenticated");
        String session = session();
        web.get(session.substring("sealbook=".length()), "/v1/sessions/current").isProblem(401, "unauthenticated");
        signIn(admin).isProblem(410, "link-used");
        signIn("nonsense").isProblem(410, "link-used");
    }

    @Test
    void onlyThePageSignsIn() {
        String code = code(web.post(admin, "/v1/sign-in-links", "{}"));
        web.post(null, "/v1/sessions", "{\"code\":\"" + code + "\"}").isProblem(400, "invalid-request");

        assertThat(signIn(code).status()).isEqualTo(201);
    }

    private String session() {
        String set = String.valueOf(
                signIn(code(web.post(admin, "/v1/sign-in-links", "{}"))).header("Set-Cookie"));
        String cookie = set.substring(0, set.indexOf(';'));
        return cookie;
    }

    private static String code(Answer link) {
        return link.text("url").substring(link.text("url").indexOf("#code=") + 6);
    }

    private Answer signIn(String code) {
        return web.post(null, "/v1/sessions", "{\"code\":\"" + code + "\"}", "Sealbook-Page", "1");
    }
}
