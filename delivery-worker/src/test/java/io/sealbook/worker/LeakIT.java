package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Looks for planted secrets everywhere that an engine keeps or shows something. A control value, planted as an ordinary
 * environment variable, must be found in the places where such things go: else the search itself is blind.
 */
class LeakIT {
    private static final String CONTROL = "canary-control-5f1c0f2e";
    private static final String FIRST = "canary-first-9d2b7c41";
    private static final String SECOND = "canary-second-04ae66f3";
    private static final String TOKEN = "canaryTokenCanaryTokenCanary";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Yard yard;
    private DeliveryWorker worker;

    @BeforeEach
    void open() {
        Logger ours = (Logger) LoggerFactory.getLogger("io.sealbook");
        ours.setLevel(Level.TRACE);
        ((Logger) LoggerFactory.getLogger("com.github.dockerjava.core")).setLevel(Level.TRACE);
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
        yard = new Yard();
        worker = yard.worker();
    }

    @AfterEach
    void close() {
        worker.close();
        yard.close();
        ((Logger) LoggerFactory.getLogger("com.github.dockerjava.core")).setLevel(null);
        ((Logger) LoggerFactory.getLogger("io.sealbook")).setLevel(null);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    @Test
    void noSecretIsAnywhereButInTheContainersMemory() throws Exception {
        String since = Long.toString(Instant.now().getEpochSecond());
        String name = "leak-" + yard.salt;
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                Map.of("db_password", FIRST.getBytes(UTF_8)),
                new Limits(null, null, null, null, null, Map.of("CONTROL", CONTROL)));
        yard.placed(web);
        yard.ledger.rotate(web, "db_password", SECOND.getBytes(UTF_8));
        yard.placed(web);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo(SECOND.getBytes(UTF_8));

        Map<String, String> places = places(name, since);
        places.forEach((place, text) -> {
            for (String secret : List.of(FIRST, SECOND, TOKEN, LedgerDouble.KEY)) {
                assertThat(text.contains(secret)).as("%s in %s", secret, place).isFalse();
                String encoded = Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8));
                assertThat(text.contains(encoded))
                        .as("%s in base64 in %s", secret, place)
                        .isFalse();
            }
        });
        for (String place : List.of("inspect", "environment", "process environment", "saved image", "docker's files")) {
            assertThat(places.getOrDefault(place, "").contains(CONTROL))
                    .as("control in %s", place)
                    .isTrue();
        }
    }

    private Map<String, String> places(String name, String since) throws Exception {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("inspect", Cli.docker("inspect", name).text());
        places.put("logs", Cli.docker("logs", name).text());
        places.put("environment", Cli.docker("exec", name, "env").text());
        places.put(
                "process environment",
                Cli.docker("exec", "--user", "0", name, "cat", "/proc/1/environ")
                        .text());
        places.put("arguments", Cli.must(List.of("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")));
        places.put("diff", Cli.docker("diff", name).text());
        places.put("export", latin(Cli.docker("export", name)));
        String image = Cli.docker("commit", name).text().strip();
        places.put("saved image", latin(Cli.docker("save", image)));
        places.put("history", Cli.docker("history", "--no-trunc", image).text());
        Cli.docker("rmi", image);
        places.put(
                "events",
                Cli.docker(
                                "events",
                                "--since",
                                since,
                                "--until",
                                Long.toString(Instant.now().getEpochSecond()))
                        .text());
        places.put("worker's log", logged());
        places.put("docker's files", files());
        return places;
    }

    private String logged() {
        synchronized (log) { // the worker goes on logging, under the same lock
            return log.list.stream()
                    .map(event -> event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : event.getThrowableProxy().getMessage()))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Every line of Docker's own files that has any of the planted values. */
    private static String files() throws Exception {
        Path root = Path.of(
                Cli.docker("info", "--format", "{{.DockerRootDir}}").text().strip());
        assertThat(Files.isReadable(root.resolve("containers")))
                .as("this search reads %s: run it as root, with the engine on this machine", root)
                .isTrue();
        return latin(Cli.run(List.of(
                "grep",
                "-raohE",
                "--exclude-dir=volumes",
                "(canary-(control|first|second)-[0-9a-f]{8}|" + TOKEN + "|" + LedgerDouble.KEY + ")",
                root.toString())));
    }

    private static String latin(Cli.Result result) {
        return new String(result.bytes(), ISO_8859_1);
    }
}
