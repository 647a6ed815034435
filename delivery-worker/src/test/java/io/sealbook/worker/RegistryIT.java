package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Report;
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

/** Images that the engine has not got, from a registry that wants to know who asks. */
class RegistryIT {
    private static final String USER = "puller";
    private static final String PASSWORD = "canary-registry-71b3e05d";
    private static final Map<String, byte[]> FILES = Map.of("db_password", "pulled".getBytes(UTF_8));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Yard yard;
    private Registry registry;
    private DeliveryWorker worker;
    private String name;
    private String image;

    @BeforeEach
    void open() {
        ((Logger) LoggerFactory.getLogger("io.sealbook")).setLevel(Level.TRACE);
        ((Logger) LoggerFactory.getLogger("com.github.dockerjava.core")).setLevel(Level.TRACE);
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
        yard = new Yard();
        registry = new Registry(USER, PASSWORD);
        name = "registry-" + yard.salt;
        image = registry.push(yard.image, "app", USER, PASSWORD);
        Cli.docker("rmi", yard.image);
        assertThat(Cli.docker("image", "inspect", yard.image).status())
                .as("nothing of it is left: there is something to pull")
                .isNotZero();
        worker = yard.worker();
    }

    @AfterEach
    void close() {
        worker.close();
        registry.close();
        yard.close();
        Cli.docker("rmi", "-f", image);
        ((Logger) LoggerFactory.getLogger("com.github.dockerjava.core")).setLevel(null);
        ((Logger) LoggerFactory.getLogger("io.sealbook")).setLevel(null);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
    }

    @Test
    void anImageIsPulledWithTheCredentialsOfItsOrderAndTheyAreNowhere() {
        String since = Long.toString(Instant.now().getEpochSecond());
        String without = String.valueOf(
                yard.outcome(yard.ledger.order(name + "-0", image, FILES)).problem());
        assertThat(without).contains("not on the engine").contains("pulls nothing");
        String wrong = refused(name + "-1", USER + ":wrong-" + PASSWORD);
        assertThat(wrong).contains("could not be pulled");
        assertThat(refused(name + "-2", PASSWORD)).contains("not of the form user:password");
        assertThat(yard.ledger.tokensIssued()).as("no files were read").isEqualTo(2);

        DeploymentId web = yard.ledger.pulled(name, image, USER + ":" + PASSWORD, FILES);
        yard.placed(web);
        assertThat(Yard.inspect(name, "{{.State.Running}}")).isEqualTo("true");
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("pulled".getBytes(UTF_8));
        assertThat(yard.ledger.tokensIssued())
                .as("one for the image, one for the files")
                .isEqualTo(4);

        String header = Base64.getEncoder().withoutPadding().encodeToString(PASSWORD.getBytes(UTF_8));
        places(since)
                .forEach((place, text) -> assertThat(text)
                        .as(place)
                        .doesNotContain(PASSWORD)
                        .doesNotContain(header.substring(2, header.length() - 2)));
    }

    private String refused(String container, String access) {
        Report report = yard.outcome(yard.ledger.pulled(container, image, access, FILES));
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).doesNotContain(PASSWORD);
        return String.valueOf(report.problem());
    }

    private Map<String, String> places(String since) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("inspect", Cli.docker("inspect", name).text());
        places.put("image", Cli.docker("inspect", image).text());
        places.put("arguments", Cli.must(List.of("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")));
        places.put(
                "events",
                Cli.docker(
                                "events",
                                "--since",
                                since,
                                "--until",
                                Long.toString(Instant.now().getEpochSecond()))
                        .text());
        synchronized (log) { // the worker goes on logging, under the same lock
            places.put(
                    "worker's log",
                    log.list.stream()
                            .map(event -> event.getFormattedMessage()
                                    + (event.getThrowableProxy() == null
                                            ? ""
                                            : event.getThrowableProxy().getMessage()))
                            .collect(Collectors.joining("\n")));
        }
        String root =
                Cli.docker("info", "--format", "{{.DockerRootDir}}").text().strip();
        assertThat(Cli.run(List.of("ls", root + "/containers")).status())
                .as("this search reads %s: run it as root, with the engine on this machine", root)
                .isZero();
        places.put(
                "docker's files",
                Cli.run(List.of("grep", "-raohE", "canary-registry-[0-9a-f]{8}", root))
                        .text());
        return places;
    }
}
