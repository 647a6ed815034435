package io.sealbook.projections.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Reason;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.store.LedgerUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerLineTest {
    private static final String KEY = "sbk_0123456789abcdef_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG123456";
    private static final DeploymentId WEB = new DeploymentId("0199d8a2-0000-7000-8000-000000000001");
    private static final Reason REASON = new Reason("newer", new VersionedPath(new SecretPath("prod/db"), 2));
    private static final RefusalReport REFUSAL = new RefusalReport(
            new Actor("ada", Actor.Kind.PERSON),
            AccessRefused.Reason.NOT_ALLOWED,
            Action.SECRET_LIST,
            new SecretPath("prod/db"),
            null,
            1,
            "request-1",
            "192.0.2.7");

    @TempDir
    private Path directory;

    private final List<Map<String, String>> heard = new CopyOnWriteArrayList<>();
    private HttpServer ledger;
    private Path key;
    private int answer = 202;

    @BeforeEach
    void start() throws IOException {
        key = Files.writeString(directory.resolve("key"), KEY + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/", exchange -> {
            heard.add(Map.of(
                    "request",
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    "key",
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    "once",
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    "body",
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        ledger.start();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    private LedgerLine line() {
        return new LedgerLine(
                URI.create("http://127.0.0.1:" + ledger.getAddress().getPort()), key);
    }

    @Test
    void aRedeploymentIsAskedForWithTheServicesOwnKey() {
        try (LedgerLine line = line()) {
            assertThat(line.redeploy(WEB, REASON, "stale-1")).isTrue();
        }
        assertThat(heard)
                .containsExactly(Map.of(
                        "request",
                        "POST /v1/deployments/" + WEB + "/redeploy",
                        "key",
                        "Bearer " + KEY,
                        "once",
                        "stale-1",
                        "body",
                        "{\"because\":{\"path\":\"prod/db\",\"version\":2},\"reason\":\"newer\"}"));
    }

    @Test
    void aResponseToATheftIsAskedForAndAWrongQuestionIsDropped() {
        answer = 204;
        try (LedgerLine line = line()) {
            assertThat(line.respond(WEB, new TokenId("0123456789abcdef"), "theft-1"))
                    .isTrue();
            assertThat(heard)
                    .containsExactly(Map.of(
                            "request",
                            "POST /v1/deployments/" + WEB + "/thefts",
                            "key",
                            "Bearer " + KEY,
                            "once",
                            "theft-1",
                            "body",
                            "{\"token\":\"0123456789abcdef\"}"));
            answer = 404;
            assertThat(line.respond(WEB, new TokenId("0123456789abcdef"), "theft-1"))
                    .isFalse();
            answer = 503;
            assertThatThrownBy(() -> line.respond(WEB, new TokenId("0123456789abcdef"), "theft-1"))
                    .isInstanceOf(LedgerUnavailableException.class);
        }
    }

    @Test
    void aDeploymentInNoStateForItIsLeftAlone() {
        answer = 409;
        try (LedgerLine line = line()) {
            assertThat(line.redeploy(WEB, REASON, "stale-1")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void anAnswerThatMayChangeIsTriedAgainLater(int status) {
        answer = status;
        try (LedgerLine line = line()) {
            assertThatThrownBy(() -> line.redeploy(WEB, REASON, "stale-1"))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageNotContaining("sbk_");
        }
    }

    @Test
    void everyRefusalIsReportedForItself() {
        answer = 204;
        try (LedgerLine line = line()) {
            line.record(REFUSAL);
            line.record(REFUSAL);
        }
        assertThat(heard)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request)
                        .containsEntry("request", "POST /v1/refusals")
                        .containsEntry(
                                "body",
                                "{\"actor\":{\"id\":\"ada\",\"kind\":\"person\"},\"count\":1,\"from\":\"192.0.2.7\","
                                        + "\"path\":\"prod/db\",\"reason\":\"notAllowed\","
                                        + "\"requestId\":\"request-1\",\"wanted\":\"secret:list\"}"));
        assertThat(heard.get(0).get("once")).isNotEqualTo(heard.get(1).get("once"));
    }

    @Test
    void aKeyFileThatOthersMayReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        try (LedgerLine line = line()) {
            assertThatThrownBy(() -> line.record(REFUSAL)).hasMessageContaining("chmod 600");
        }
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", KEY + "\nsbk_hunter2", KEY + "\nhunter2\n"})
    void aFileThatHoldsMoreOrLessThanAKeyIsRefusedAndNotQuoted(String content) throws IOException {
        Files.writeString(key, content);
        try (LedgerLine line = line()) {
            assertThatThrownBy(() -> line.record(REFUSAL))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasNoCause()
                    .hasMessageContaining("holds no Sealbook key")
                    .hasMessageNotContainingAny(KEY, "hunter2");
        }
        assertThat(heard).isEmpty();
    }

    @Test
    void aKeyNeverTravelsInTheClear() {
        assertThatThrownBy(() -> new LedgerLine(URI.create("http://ledger.example"), key))
                .hasMessageContaining("must be https");
    }
}
