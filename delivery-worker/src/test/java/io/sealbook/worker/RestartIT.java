package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import io.sealbook.worker.PrivateEngine.End;
import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.Engine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an application survives with neither worker nor ledger there: every restart, as long as the host keeps its
 * memory. The application says at each start what it found in its secret's file before anybody could put it there.
 */
class RestartIT {
    private static final int TRIALS = 3;
    private static final String SECRET = "outlives them all";
    private static final String FOUND = "edd4c977da2268bf";
    private static final List<String> SAYS_WHAT_IT_FINDS = List.of(
            "sh",
            "-c",
            "cat /run/secrets/db_password | sha256sum; trap 'exit 0' TERM; trap 'exit 7' USR1;"
                    + " while :; do sleep 1 & wait $!; done");

    private static PrivateEngine engine;
    private static Yard yard;
    private static String name;

    @BeforeAll
    static void place() {
        engine = PrivateEngine.start();
        yard = new Yard(engine.docker());
        name = "restart-" + yard.salt;
        place(yard, DeploymentSpec.Placement.MEMORY, name);
        yard.ledger.down(true);
    }

    @AfterAll
    static void close() {
        yard.close();
        engine.close();
    }

    private static Report place(Yard yard, DeploymentSpec.Placement placement, String name) {
        yard.ledger.down(false);
        try (DeliveryWorker _ = yard.worker()) {
            return yard.outcome(yard.ledger.order(
                    placement,
                    name,
                    yard.image,
                    SAYS_WHAT_IT_FINDS,
                    Map.of("db_password", SECRET.getBytes(UTF_8)),
                    null));
        } finally {
            yard.ledger.down(true);
        }
    }

    enum Event {
        IT_CRASHES,
        IT_IS_KILLED,
        IT_IS_RESTARTED,
        IT_IS_STOPPED_AND_STARTED,
        THE_ENGINE_RESTARTS,
        THE_ENGINE_IS_KILLED
    }

    private static void happen(Event event, String name) {
        switch (event) {
            case IT_CRASHES -> signal("USR1", name);
            case IT_IS_KILLED -> signal("KILL", name);
            case IT_IS_RESTARTED -> engine.docker().must("restart", "-t", "5", name);
            case IT_IS_STOPPED_AND_STARTED -> {
                engine.docker().must("stop", "-t", "5", name);
                engine.docker().must("start", name);
            }
            case THE_ENGINE_RESTARTS -> engine.restart(End.TERM);
            case THE_ENGINE_IS_KILLED -> engine.restart(End.KILL);
        }
    }

    // Not through the engine, which would take it as the wish that it stay stopped.
    private static void signal(String signal, String name) {
        Cli.must(List.of("kill", "-s", signal, engine.docker().inspect(name, "{{.State.Pid}}")));
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationStartsAgainWithItsSecretsWhen(Event event) {
        for (int trial = 0; trial < TRIALS; trial++) {
            int before = starts(engine, name).size();
            happen(event, name);
            startsAgain(engine, name, before);
        }
    }

    /** Containers that outlive their engine keep their memory, and find it again when they restart after that. */
    @ParameterizedTest
    @EnumSource(names = {"TERM", "KILL"})
    void anApplicationThatOutlivedItsEngineCanBeRestarted(End end) {
        try (PrivateEngine lasting = PrivateEngine.start("--live-restore");
                Yard own = new Yard(lasting.docker())) {
            String kept = "restart-" + own.salt;
            place(own, DeploymentSpec.Placement.MEMORY, kept);
            String since = lasting.docker().inspect(kept, "{{.State.StartedAt}}");
            for (int trial = 0; trial < TRIALS; trial++) {
                lasting.restart(end);
            }
            assertThat(lasting.docker().inspect(kept, "{{.State.StartedAt}} {{.State.Running}}"))
                    .isEqualTo(since + " true");
            assertThat(lasting.docker().read(kept, "/run/secrets/db_password")).isEqualTo(SECRET.getBytes(UTF_8));
            int before = starts(lasting, kept).size();
            lasting.docker().must("restart", "-t", "5", kept);
            startsAgain(lasting, kept, before);
        }
    }

    /** A volume is there as long as application and keeper are not gone together. */
    @Test
    void aVolumeOutlivesTheApplicationButNotTheEngineAndThenNothingStartsWithoutItsSecrets() {
        String name = "volume-" + yard.salt;
        assertThat(place(yard, DeploymentSpec.Placement.VOLUME, name).outcome()).isEqualTo(Report.Outcome.PLACED);
        for (Event event : EnumSet.range(Event.IT_CRASHES, Event.IT_IS_STOPPED_AND_STARTED)) {
            int before = starts(engine, name).size();
            happen(event, name);
            startsAgain(engine, name, before);
        }
        for (Event event : List.of(Event.THE_ENGINE_RESTARTS, Event.THE_ENGINE_IS_KILLED)) {
            int before = starts(engine, name).size();
            happen(event, name);
            await().atMost(Yard.PATIENCE)
                    .until(() ->
                            engine.docker().inspect(name, "{{.State.Status}}").equals("running"));
            assertThat(engine.docker()
                            .run("exec", name, "ls", "/run/secrets/db_password")
                            .status())
                    .isNotZero();
            assertThat(starts(engine, name)).as("the gate waits after " + event).hasSize(before);
            withWorkerAndLedger(() -> startsAgain(engine, name, before));
        }
        engine.docker().must("rm", "-f", name);
    }

    @Test
    void anEngineThatWouldLoseVolumesUnderRunningContainersGetsNone() {
        try (PrivateEngine lasting = PrivateEngine.start("--live-restore");
                Yard own = new Yard(lasting.docker())) {
            String name = "volume-" + own.salt;
            Report report = place(own, DeploymentSpec.Placement.VOLUME, name);
            if (report.outcome() == Report.Outcome.FAILED) {
                assertThat(lasting.docker().must("version", "--format", "{{.Server.Version}}"))
                        .as("an engine that is too old")
                        .matches("(?s)(1\\d|2[0-4])\\..*");
                assertThat(report.problem()).contains("live-restore").contains("use the placement memory");
                assertThat(own.ledger.tokensIssued()).as("no secret was read").isZero();
                assertThat(own.ofTarget()).isEmpty();
            } else {
                lasting.restart(End.KILL);
                int before = starts(lasting, name).size();
                lasting.docker().must("restart", "-t", "5", name);
                startsAgain(lasting, name, before);
            }
        }
    }

    @Test
    void aContainerThatWasRetiredStaysDownWhateverTheEngineDoes() {
        String idle = engine.docker()
                .must(
                        "run",
                        "-d",
                        "--restart",
                        "always",
                        "--label",
                        "io.sealbook.restart=always",
                        yard.image,
                        "sleep",
                        "600")
                .strip();
        try (Engine ours = new DockerEngine(yard.properties().engine())) {
            ours.retire(idle);
            engine.restart(End.KILL);
            assertThat(engine.docker().inspect(idle, "{{.State.Status}}")).isEqualTo("exited");
            assertThat(ours.reinstate(idle)).isEmpty();
            engine.restart(End.KILL);
            await().atMost(Yard.PATIENCE)
                    .until(() ->
                            engine.docker().inspect(idle, "{{.State.Status}}").equals("running"));
        } finally {
            engine.docker().run("rm", "-f", idle);
        }
    }

    @Test
    void afterTheHostRebootedTheApplicationWaitsForItsSecrets() {
        String container = engine.docker().inspect(name, "{{.Id}}");
        int before = starts(engine, name).size();
        engine.end(End.POWER_CUT);
        Cli.must(List.of("umount", yard.memoryRoot.toString()));
        engine.begin();

        await().atMost(Yard.PATIENCE)
                .until(() -> !engine.docker().inspect(name, "{{.State.Error}}").isEmpty());
        assertThat(engine.docker().run("start", name).status()).isNotZero();
        assertThat(engine.docker().inspect(name, "{{.State.Running}}")).isEqualTo("false");
        assertThat(starts(engine, name)).hasSize(before);

        withWorkerAndLedger(() -> startsAgain(engine, name, before));
        assertThat(engine.docker().inspect(name, "{{.Id}}")).isEqualTo(container);
    }

    private static void withWorkerAndLedger(Runnable story) {
        try (DeliveryWorker _ = yard.worker()) {
            yard.ledger.down(false);
            story.run();
        } finally {
            yard.ledger.down(true);
        }
    }

    private static void startsAgain(PrivateEngine engine, String name, int before) {
        await().atMost(Yard.PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> starts(engine, name).size() > before
                        && engine.docker().inspect(name, "{{.State.Status}}").equals("running"));
        assertThat(starts(engine, name))
                .hasSize(before + 1)
                .allSatisfy(line -> assertThat(line).startsWith(FOUND));
    }

    private static List<String> starts(PrivateEngine engine, String name) {
        return engine.docker().must("logs", name).lines().toList();
    }
}
