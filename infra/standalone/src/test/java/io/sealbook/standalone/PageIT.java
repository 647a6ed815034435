package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.AccountId;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.api.http.CreateAccount;
import io.sealbook.api.http.CreateKey;
import io.sealbook.api.http.CreatedKey;
import io.sealbook.api.http.SignInLink;
import io.sealbook.api.http.WriteSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.RestClient;

/** The audit page in a real browser, on all of Sealbook: what {@code npm run e2e} checks, over a history made for it. */
class PageIT {
    private static final Path AUDIT_UI =
            Path.of("../../audit-ui").toAbsolutePath().normalize();
    private static final AccountId READER = new AccountId("page-test");
    private static final int VERSIONS = 4;
    private static final int REFUSALS = 3;

    /** With what else happens, more than the 200 events that the page reads at once. */
    private static final int READS = 200;

    /** Many times what it takes where nothing else runs. A missing program, browser or package ends it at once. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    static Path data;

    private static Standalone standalone;

    @BeforeAll
    static void start() {
        standalone = Standalone.start(TestSettings.in(data.resolve("sealbook")));
    }

    @AfterAll
    static void stop() {
        standalone.close();
    }

    @Test
    void thePageHoldsWhatItPromisesInARealBrowser() throws Exception {
        Path built = AUDIT_UI.resolve("target/classes/META-INF/resources/ui/index.html");
        assertThat(client(null).get().uri("/ui/").retrieve().body(String.class))
                .as("the served page is the one that was built last; if not, install audit-ui first")
                .isEqualTo(Files.readString(built));

        RestClient admin = client(
                DataDirectory.read(new DataDirectory(standalone.settings().data()).adminToken()));
        Sensitive key = newKey(admin);
        makeHistory(client(key));

        assertThat(browse(newLink(admin), newLink(admin), key)).isZero();
    }

    private static Sensitive newKey(RestClient admin) {
        Set<Action> actions = Set.of(Action.SECRET_WRITE, Action.SECRET_LIST, Action.VALUE_READ);
        admin.post()
                .uri("/v1/service-accounts")
                .body(new CreateAccount(READER, List.of(Rule.allow(actions, "ui/**")), List.of()))
                .retrieve()
                .toBodilessEntity();
        CreatedKey created = admin.post()
                .uri("/v1/service-accounts/" + READER.value() + "/keys")
                .body(new CreateKey(Instant.now().plus(Duration.ofHours(1))))
                .retrieve()
                .body(CreatedKey.class);
        return Objects.requireNonNull(created).key();
    }

    private static Sensitive newLink(RestClient admin) {
        SignInLink link = admin.post().uri("/v1/sign-in-links").retrieve().body(SignInLink.class);
        return Objects.requireNonNull(link).url();
    }

    private static void makeHistory(RestClient reader) {
        for (int version = 1; version <= VERSIONS; version++) {
            reader.put()
                    .uri("/v1/secrets/ui/seed")
                    .body(new WriteSecret(
                            Sensitive.of("seed " + version), null, null, "for the browser", null, null, null, null))
                    .retrieve()
                    .toBodilessEntity();
        }
        for (int i = 0; i < READS; i++) {
            reader.get().uri("/v1/values/ui/seed").retrieve().toBodilessEntity();
        }
        for (int i = 0; i < REFUSALS; i++) {
            int status = reader.get()
                    .uri("/v1/values/prod/db")
                    .exchange((request, response) -> response.getStatusCode().value());
            assertThat(status).isEqualTo(403);
        }
    }

    @HandlesPlaintext("hands links and key to the browser's program in its environment, which this user alone can read")
    private static int browse(Sensitive first, Sensitive second, Sensitive key) throws Exception {
        ProcessBuilder program = new ProcessBuilder("node", "test/e2e.mjs")
                .directory(AUDIT_UI.toFile())
                .redirectErrorStream(true);
        program.environment().put("SEALBOOK_URL", standalone.settings().url().toString());
        program.environment().put("SEALBOOK_SIGN_IN_LINK", first.reveal() + " " + second.reveal());
        program.environment().put("SEALBOOK_KEY", key.reveal());
        Process process = program.start();
        try {
            Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(System.out::println));
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the browser is done within %s", PATIENCE)
                    .isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @HandlesPlaintext("sends a key of this test")
    private static RestClient client(@Nullable Sensitive key) {
        RestClient.Builder builder =
                RestClient.builder().baseUrl(standalone.settings().url());
        return key == null
                ? builder.build()
                : builder.defaultHeader("Authorization", "Bearer " + key.reveal())
                        .build();
    }
}
