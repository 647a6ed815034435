package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import io.sealbook.worker.KillingEngine.When;
import io.sealbook.worker.line.KeyFile;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.LocalMount;
import io.sealbook.worker.place.MemoryRoot;
import io.sealbook.worker.place.Networks;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.ServicePlacement;
import io.sealbook.worker.place.Shelves;
import io.sealbook.worker.redeem.Redeemer;
import io.sealbook.worker.report.Reporter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As {@link KillIT}, with services of a real Swarm: of every deployment one right service must remain, or none. */
class SwarmKillIT {
    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static SwarmYard swarm;
    private static Yard yard;

    @BeforeAll
    static void open() {
        swarm = new SwarmYard();
        yard = swarm.yard;
    }

    @AfterAll
    static void close() {
        swarm.close();
    }

    @Test
    void aFirstServiceSurvivesDeathAtEveryStep() {
        table(false, _ -> {}, List.of(When.values()), id -> runs(id, "first"));
    }

    @Test
    void aRotationSurvivesDeathAtEveryStep() {
        table(
                true,
                id -> yard.ledger.rotate(id, "db_password", "second".getBytes(UTF_8)),
                List.of(When.AFTER),
                id -> runs(id, "second"));
    }

    @Test
    void aStopSurvivesDeathAtEveryStep() {
        table(true, id -> yard.ledger.stop(id), List.of(When.AFTER), id -> {
            assertThat(yard.outcome(id).outcome()).isEqualTo(Report.Outcome.STOPPED);
            assertThat(swarm.service(name(id), "{{.ID}}")).contains("no such service");
            assertThat(swarm.secrets(id)).isEmpty();
        });
    }

    @Test
    void aRollbackSurvivesDeathAtEveryStep() {
        table(true, id -> yard.ledger.redeploy(id, List.of("sh", "-c", "exit 9")), List.of(When.AFTER), id -> {
            assertThat(yard.outcome(id).outcome()).isEqualTo(Report.Outcome.FAILED);
            holds(id, 1, "first");
        });
    }

    private static void table(
            boolean placedBefore, Consumer<DeploymentId> change, List<When> moments, Consumer<DeploymentId> ending) {
        new KillTable(yard, SwarmKillIT::engine, SwarmKillIT::ordered, SwarmKillIT::run)
                .play(placedBefore, change, moments, ending);
    }

    private static String name(DeploymentId id) {
        return yard.ledger.current(id).name();
    }

    private static void runs(DeploymentId id, String secret) {
        yard.placed(id);
        holds(id, yard.ledger.current(id).generation(), secret);
    }

    private static void holds(DeploymentId id, int generation, String secret) {
        await().atMost(Yard.PATIENCE).until(() -> swarm.containers(name(id)).size() == 1);
        String container = swarm.containers(name(id)).getFirst();
        assertThat(swarm.docker.read(container, "/run/secrets/db_password")).isEqualTo(secret.getBytes(UTF_8));
        assertThat(swarm.docker.read(container, "/run/secrets/other")).isEqualTo("other".getBytes(UTF_8));
        assertThat(swarm.secrets(id))
                .containsExactly(
                        "sealbook-" + id + "-g" + generation + "-0", "sealbook-" + id + "-g" + generation + "-1");
    }

    private static DeploymentId ordered() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("db_password", "first".getBytes(UTF_8));
        files.put("other", "other".getBytes(UTF_8));
        return swarm.order("kill" + NUMBERS.incrementAndGet(), TestImage.LIVES, files, null, null);
    }

    private static Engine engine() {
        return new DockerEngine(yard.properties().engine());
    }

    private static void run(Engine engine, DeploymentId id) {
        LedgerLine line = new LedgerLine(yard.ledger.url(), new KeyFile(yard.keyFile));
        Redeemer redeemer = new Redeemer(line);
        Networks networks = new Networks(List.of());
        MemoryRoot memory = new MemoryRoot(engine, yard.target, yard.memoryRoot, new LocalMount(yard.memoryRoot, true));
        Means means = new Means(
                engine,
                new Placement(
                        engine,
                        new Shelves(engine, memory, yard.target, DeploymentSpec.Placement.MEMORY, null),
                        yard.target,
                        networks,
                        null),
                redeemer,
                new ImageSupply(engine, redeemer, false),
                new Reporter(line),
                yard.target,
                SETTLE);
        try (Places.Place place = new Places(1).take().orElseThrow()) {
            new ServiceErrand(
                            means,
                            new ServicePlacement(engine, yard.target, networks, SETTLE),
                            place,
                            yard.ledger.current(id),
                            () -> false,
                            null)
                    .run();
        }
    }
}
