package io.sealbook.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.access.Rule;
import io.sealbook.server.WebLedger.Answer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Nothing secret is in any log at any level, in any exception, or in any column of the database, while everything that
 * handles secrets is done. A planted control is found by the same search.
 */
class CanaryTest {
    private static final String CONTROL = "c0ntr0l-planted";

    private final Trace trace = new Trace();

    @Test
    void noSecretIsInAnyLogOrColumn() throws SQLException {
        // First the service: it sets up the logs that are then listened to.
        try (WebLedger web = new WebLedger()) {
            List<String> secrets = listeningToEverything(() -> {
                List<String> used = live(web);
                LoggerFactory.getLogger(CanaryTest.class).info(CONTROL);
                return used;
            });
            web.ledger.database.execute("create table public.planted as select '" + CONTROL + "'::text as control");

            assertThat(trace.loggers)
                    .as("who was listened to")
                    .contains("org.postgresql.core.v3.QueryExecutorImpl")
                    .anyMatch(name -> name.startsWith("com.zaxxer.hikari"))
                    .anyMatch(name -> name.startsWith("org.axonframework"))
                    .anyMatch(name -> name.startsWith("org.springframework.web"))
                    .anyMatch(name -> name.startsWith("reactor.netty"));
            assertThat(linesWith(CONTROL)).isNotEmpty();
            assertThat(columnsWith(web, CONTROL)).isNotEmpty();
            for (String secret : secrets) {
                for (String form : forms(secret)) {
                    assertThat(linesWith(form)).as("log lines with a secret").isEmpty();
                    assertThat(columnsWith(web, form))
                            .as("columns with a secret")
                            .isEmpty();
                }
            }
        }
    }

    private List<String> listeningToEverything(Supplier<List<String>> work) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        java.util.logging.Logger platform = java.util.logging.Logger.getLogger("");
        List<Appender<ILoggingEvent>> quiet = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(quiet::add);
        Level before = root.getLevel();
        java.util.logging.Level platformBefore = platform.getLevel();
        JulTrace jul = new JulTrace();
        trace.setContext(root.getLoggerContext());
        trace.start();
        quiet.forEach(root::detachAppender);
        root.addAppender(trace);
        root.setLevel(Level.TRACE);
        platform.setLevel(java.util.logging.Level.ALL);
        platform.addHandler(jul);
        try {
            return work.get();
        } finally {
            platform.removeHandler(jul);
            platform.setLevel(platformBefore);
            root.setLevel(before);
            root.detachAppender(trace);
            quiet.forEach(root::addAppender);
        }
    }

    // Everything that handles secrets, the wrong way, too.
    private static List<String> live(WebLedger web) {
        List<String> secrets = new ArrayList<>(List.of(
                "c4n4ry-written", "c4n4ry-rotated", "c4n4ry-binary", "c4n4ry-wrong-place", "c4n4ry-wrong-field"));
        String key = web.key(
                "canary-owner",
                List.of(
                        Rule.allow(
                                Set.of(
                                        Action.SECRET_WRITE,
                                        Action.SECRET_DESCRIBE,
                                        Action.SECRET_DELETE,
                                        Action.VALUE_READ),
                                "**"),
                        Rule.allow(Action.DEPLOYMENT_WRITE, Action.TOKEN_ISSUE, Action.ACCOUNT_ADMIN)));
        String worker = web.key("canary-worker", List.of(Rule.allow(Action.ORDER_WORK)), new TargetName("here"));
        secrets.add(key);
        secrets.add(worker);
        succeeds(web.put(key, "/v1/secrets/c/text", "{\"value\":\"c4n4ry-written\"}"));
        succeeds(web.put(key, "/v1/secrets/c/binary", "{\"valueBase64\":\"" + base64("c4n4ry-binary\u0000") + "\"}"));
        succeeds(web.post(
                key, "/v1/rotations", "{\"path\":\"c/text\",\"value\":\"c4n4ry-rotated\"}", "Idempotency-Key", "c-1"));
        succeeds(web.post(
                key, "/v1/rotations", "{\"path\":\"c/text\",\"value\":\"c4n4ry-rotated\"}", "Idempotency-Key", "c-1"));
        succeeds(web.get(key, "/v1/values/c/text"));
        succeeds(web.get(key, "/v1/values/c/text", "Accept", "text/plain"));
        succeeds(web.get(key, "/v1/values/c/binary"));
        Answer generated = web.post(key, "/v1/rotations", "{\"path\":\"c/generated\",\"generate\":{\"length\":40}}");
        assertThat(generated.status()).isEqualTo(404);
        succeeds(web.put(key, "/v1/secrets/c/generated", "{\"value\":\"c4n4ry-written\"}"));
        succeeds(web.post(key, "/v1/rotations", "{\"path\":\"c/generated\",\"generate\":{\"length\":40}}"));
        secrets.add(web.get(key, "/v1/values/c/generated").text("value"));

        String deployment = web.post(
                        key,
                        "/v1/deployments",
                        "{\"name\":\"web\",\"target\":\"here\",\"image\":\"sha256:" + "0".repeat(64)
                                + "\",\"secrets\":[{\"path\":\"c/text\",\"file\":\"text\"}]}")
                .text("id");
        for (String issuer : List.of(key, worker)) {
            String token = web.post(issuer, "/v1/bootstrap-tokens", "{\"deployment\":\"" + deployment + "\"}")
                    .text("token");
            secrets.add(token);
            succeeds(web.raw(
                    "POST",
                    null,
                    "/v1/bootstrap-tokens/consume",
                    "text/plain",
                    token.getBytes(StandardCharsets.UTF_8),
                    "Sealbook-Nonce",
                    "c4n4ry-nonce"));
            assertThat(web.post(null, "/v1/bootstrap-tokens/consume", "{\"token\":\"" + token + "\"}")
                            .status())
                    .isEqualTo(410);
        }
        secrets.add("c4n4ry-nonce");
        String account = "{\"expiresAt\":\"" + Instant.now().plusSeconds(600) + "\"}";
        secrets.add(web.post(key, "/v1/service-accounts/canary-worker/keys", account)
                .text("key"));
        String url = web.post(key, "/v1/sign-in-links", "{}").text("url");
        String code = url.substring(url.indexOf('#') + 6);
        secrets.add(code);
        Answer session = web.post(null, "/v1/sessions", "{\"code\":\"" + code + "\"}", "Sealbook-Page", "1");
        String cookie = String.valueOf(session.header("Set-Cookie"));
        secrets.add(cookie.substring("sealbook=".length(), cookie.indexOf(';')));
        web.get(null, "/v1/sessions/current", "Cookie", cookie.substring(0, cookie.indexOf(';')));

        refused(web.put(key, "/v1/secrets/c/text", "{\"value\":\"c4n4ry-written\",\"c4n4ry\":"));
        refused(web.put(key, "/v1/secrets/c/text", "{\"value\":[\"c4n4ry-wrong-place\"]}"));
        refused(web.put(key, "/v1/secrets/c/text", "{\"value\":\"x\",\"ifVersion\":\"c4n4ry-wrong-field\"}"));
        refused(web.put(key, "/v1/secrets/c/text", "{\"valueBase64\":\"c4n4ry-wrong-place*\"}"));
        refused(web.put(key, "/v1/secrets/c/text", "{\"value\":\"c4n4ry-written\"}", "If-Match", "\"99\""));
        refused(web.put(worker, "/v1/secrets/c/text", "{\"value\":\"c4n4ry-written\"}"));
        refused(web.put(null, "/v1/secrets/c/text", "{\"value\":\"c4n4ry-written\"}"));
        refused(web.raw(
                "PUT", key, "/v1/secrets/c/text", "text/plain", "c4n4ry-wrong-place".getBytes(StandardCharsets.UTF_8)));
        return secrets;
    }

    private static void succeeds(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("c4n4ry-w");
    }

    private static List<String> forms(String secret) {
        return List.of(secret, base64(secret).replace("=", ""));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> linesWith(String text) {
        return trace.lines.stream().filter(line -> line.contains(text)).limit(3).toList();
    }

    // Every column of every table, as text and as bytes.
    private static List<String> columnsWith(WebLedger web, String secret) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = web.ledger.database.owner().direct().getConnection();
                Statement statement = connection.createStatement()) {
            List<String[]> columns = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    select table_schema, table_name, column_name, data_type from information_schema.columns
                    where table_schema in ('ledger', 'keys', 'public', 'read')""")) {
                while (row.next()) {
                    columns.add(new String[] {row.getString(1), row.getString(2), row.getString(3), row.getString(4)});
                }
            }
            for (String[] column : columns) {
                String match = column[3].equals("bytea")
                        ? "position('" + secret + "'::bytea in %s) > 0"
                        : "strpos(%s::text, '" + secret + "') > 0";
                String name = "\"" + column[2] + "\"";
                try (ResultSet row = statement.executeQuery(
                        "select count(*) from " + column[0] + "." + column[1] + " where " + match.formatted(name))) {
                    row.next();
                    if (row.getLong(1) > 0) {
                        found.add(column[1] + "." + column[2]);
                    }
                }
            }
        }
        return found;
    }

    private static final class Trace extends AppenderBase<ILoggingEvent> {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        private final Set<String> loggers = ConcurrentHashMap.newKeySet();

        @Override
        protected void append(ILoggingEvent event) {
            StringBuilder line =
                    new StringBuilder(event.getLoggerName()).append(' ').append(event.getFormattedMessage());
            for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                line.append("\n  ").append(cause.getClassName()).append(": ").append(cause.getMessage());
            }
            lines.add(line.toString());
            loggers.add(event.getLoggerName());
        }
    }

    private final class JulTrace extends Handler {
        @Override
        public void publish(LogRecord record) {
            String line = record.getLoggerName() + " " + new SimpleFormatter().format(record);
            // The client of this very test, which is no part of the product.
            if (!record.getLoggerName().startsWith("jdk.internal.httpclient")) {
                trace.lines.add(line);
                trace.loggers.add(record.getLoggerName());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
