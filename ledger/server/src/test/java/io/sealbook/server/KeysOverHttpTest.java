package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.WebLedger.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys as those use them who get them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysOverHttpTest {
    private WebLedger web;
    private String admin;

    @BeforeAll
    void open() {
        web = new WebLedger();
        admin = web.key("administrator", List.of(Rule.allow(Action.ACCOUNT_ADMIN)));
        web.post(admin, "/v1/service-accounts", "{\"name\":\"ci\",\"rules\":[]}");
    }

    @AfterAll
    void close() {
        web.ledger.verify();
        web.close();
    }

    @Test
    void aKeyWorksFromTheMomentItIsShownAndNoLongerThanItIsInForce() {
        String end = Instant.now().plus(Duration.ofHours(1)).toString();
        for (int i = 0; i < 30; i++) {
            Answer key = web.post(admin, "/v1/service-accounts/ci/keys", "{\"expiresAt\":\"" + end + "\"}");
            assertThat(key.status()).isEqualTo(201);
            assertThat(web.get(key.text("key"), "/v1/sessions/current").status())
                    .isEqualTo(200);
            assertThat(web.delete(admin, "/v1/service-accounts/ci/keys/" + key.text("id"))
                            .status())
                    .isEqualTo(204);
            web.get(key.text("key"), "/v1/sessions/current").isProblem(401, "unauthenticated");
        }
    }
}
