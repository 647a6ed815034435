package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.access.Credential;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever shows something that opens nothing is a stranger, and leaves the trace of one. Each comes from its own address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersOverHttpTest {
    private WebLedger web;

    @BeforeAll
    void open() {
        web = new WebLedger();
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void whateverIsNoTokenIsCounted() throws Exception {
        isPutOnRecord("127.0.0.11", "/v1/bootstrap-tokens/consume", "{\"token\":\"nonsense\"}");
    }

    @Test
    void aTokenThatNobodyIssuedIsCounted() throws Exception {
        String token = minted(Credential.Kind.TOKEN);
        isPutOnRecord("127.0.0.12", "/v1/bootstrap-tokens/consume", "{\"token\":\"" + token + "\"}");
    }

    @Test
    void whateverIsNoCodeIsCounted() throws Exception {
        isPutOnRecord("127.0.0.13", "/v1/sessions", "{\"code\":\"nonsense\"}");
    }

    @Test
    void aCodeThatNobodyMadeIsCounted() throws Exception {
        isPutOnRecord("127.0.0.14", "/v1/sessions", "{\"code\":\"" + minted(Credential.Kind.KEY) + "\"}");
    }

    @Test
    void aLinkThatWasUsedIsCounted() throws Exception {
        String admin = web.key("an-admin", List.of(Rule.allow(Action.ACCOUNT_ADMIN)));
        String url = web.post(admin, "/v1/sign-in-links", "{}").text("url");
        String body = "{\"code\":\"" + url.substring(url.indexOf("#code=") + 6) + "\"}";
        assertThat(web.post(null, "/v1/sessions", body, "Sealbook-Page", "1").status())
                .isEqualTo(201);

        isPutOnRecord("127.0.0.15", "/v1/sessions", body);
    }

    private void isPutOnRecord(String from, String path, String body) throws IOException, InterruptedException {
        try (HttpClient stranger = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(from))
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .header("Sealbook-Page", "1")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            assertThat(stranger.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(410);
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> web.ledger.events(0).stream()
                        .anyMatch(event -> from.equals(event.provenance().from())
                                && event.event() instanceof AccessRefused refused
                                && refused.reason() == AccessRefused.Reason.UNKNOWN_CALLER));
    }

    @HandlesPlaintext("a test presents what it made up itself")
    private static String minted(Credential.Kind kind) {
        return Credential.mint(kind).text().reveal();
    }
}
