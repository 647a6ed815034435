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
import io.sealbook.worker.place.Engine;
import io.sealbook.worker.place.LocalMount;
import io.sealbook.worker.place.MemoryRoot;
import io.sealbook.worker.place.Networks;
import io.sealbook.worker.place.Placement;
import io.sealbook.worker.place.Shelves;
import io.sealbook.worker.redeem.Redeemer;
import io.sealbook.worker.report.Reporter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The worker dies at every step that changes something on the engine. Then one healthy worker starts, and of every
 * deployment exactly one right container must remain, or none. The first placement dies before and after each step,
 * because it redeems a token in between; elsewhere "after this one" and "before the next one" are the same engine.
 */
class KillIT {
    private final AtomicInteger numbers = new AtomicInteger();
    private Yard yard;
    private DeploymentSpec.Placement placement;
    // Elsewhere every archive goes through the engine, so there are more steps to die at.
    private boolean onEnginesHost = true;

    @BeforeEach
    void open() {
        open(DeploymentSpec.Placement.MEMORY);
    }

    private void open(DeploymentSpec.Placement preferred) {
        placement = preferred;
        yard = new Yard(DockerCommand.SHARED, placement);
        memory(Yard.engine()).prepare();
    }

    private void openAnother(DeploymentSpec.Placement preferred) {
        yard.close();
        open(preferred);
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void aFirstPlacementSurvivesDeathAtEveryStep() {
        table(false, _ -> {}, List.of(When.values()), id -> runs(id, "first"));
    }

    @Test
    void aFirstPlacementFromAnotherHostSurvivesDeathAtEveryStep() {
        onEnginesHost = false;
        table(false, _ -> {}, List.of(When.AFTER), id -> runs(id, "first"));
    }

    @Test
    void aFirstPlacementInAVolumeSurvivesDeathAtEveryStep() {
        openAnother(DeploymentSpec.Placement.VOLUME);
        table(false, _ -> {}, List.of(When.AFTER), id -> runs(id, "first"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "APP"})
    void aFirstPlacementThatFetchesItsSecretsSurvivesDeathAtEveryStep(DeploymentSpec.Placement own) {
        openAnother(own);
        table(false, _ -> {}, List.of(When.AFTER), id -> {
            fetches(id, "first");
            runs(id, "first");
            assertThat(yard.memoryHolds(id, LedgerDouble.TOKEN))
                    .as("a token is left")
                    .isFalse();
        });
    }

    @Test
    void aFirstPlacementWithAKeeperThatFetchesSurvivesDeathAtEveryStep() {
        openAnother(DeploymentSpec.Placement.SIDECAR);
        // From here on the engine has the keeper's image, and every run takes the same steps.
        try (DeliveryWorker _ = yard.worker()) {
            yard.placed(ordered());
        }
        table(false, _ -> {}, List.of(When.AFTER), id -> runs(id, "first"));
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
    void aRefreshSurvivesDeathAtEveryStep() {
        table(true, id -> yard.ledger.refresh(id, "db_password", "second".getBytes(UTF_8)), List.of(When.AFTER), id -> {
            runs(id, "second");
            assertThat(yard.generation(id)).isEqualTo("1");
            assertThat(yard.memory(id)).hasSize(1);
        });
    }

    @Test
    void aStopSurvivesDeathAtEveryStep() {
        table(true, id -> yard.ledger.stop(id), List.of(When.AFTER), id -> {
            assertThat(yard.outcome(id).outcome()).isEqualTo(Report.Outcome.STOPPED);
            assertThat(yard.containers(id)).isEmpty();
            assertThat(yard.directories(id)).isEmpty();
        });
    }

    @Test
    void aRetreatToTheGenerationBeforeSurvivesDeathAtEveryStep() {
        table(true, id -> yard.ledger.redeploy(id, List.of("sh", "-c", "exit 9")), List.of(When.AFTER), id -> {
            assertThat(yard.outcome(id).outcome()).isEqualTo(Report.Outcome.FAILED);
            holds(id, "first");
        });
    }

    private void table(
            boolean placedBefore, Consumer<DeploymentId> change, List<When> moments, Consumer<DeploymentId> ending) {
        new KillTable(yard, Yard::engine, this::ordered, this::run).play(placedBefore, change, moments, ending);
    }

    private void runs(DeploymentId id, String secret) {
        yard.placed(id);
        int generation = yard.ledger.current(id).generation();
        assertThat(yard.ledger.reports(id).stream().filter(report -> report.generation() == generation))
                .hasSize(1);
        holds(id, secret);
    }

    private void fetches(DeploymentId id, String secret) {
        yard.placed(id);
        String name = yard.ledger.current(id).name();
        await().atMost(Yard.PATIENCE)
                .until(() -> Cli.docker("exec", name, "cat", "/run/secrets/db_password")
                        .text()
                        .equals(secret));
    }

    private void holds(DeploymentId id, String secret) {
        String name = yard.ledger.current(id).name();
        // The sweeper wipes what a dead worker left of this deployment through a tool that exists for a moment.
        await().atMost(Yard.PATIENCE).until(() -> yard.containers(id).equals(List.of(name)));
        assertThat(Yard.inspect(name, "{{.State.Running}}")).isEqualTo("true");
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo(secret.getBytes(UTF_8));
        // A directory that never held a secret, because no container named it yet, may wait for the sweeper.
        await().atMost(Yard.PATIENCE).until(() -> yard.traces(id).size() == 1);
        assertThat(Stream.of(name, name + ".g1", name + ".g2")
                        .filter(one -> Cli.docker("inspect", one).status() == 0))
                .containsExactly(name);
    }

    private DeploymentId ordered() {
        return yard.ledger.order(
                "kill-" + yard.salt + "-" + numbers.incrementAndGet(),
                yard.image,
                TestImage.FETCHES,
                Map.of("db_password", "first".getBytes(UTF_8)),
                null);
    }

    private MemoryRoot memory(Engine engine) {
        return new MemoryRoot(engine, yard.target, yard.memoryRoot, new LocalMount(yard.memoryRoot, onEnginesHost));
    }

    private void run(Engine engine, DeploymentId id) {
        LedgerLine line = new LedgerLine(yard.ledger.url(), new KeyFile(yard.keyFile));
        Redeemer redeemer = new Redeemer(line);
        Means means = new Means(
                engine,
                new Placement(
                        engine,
                        new Shelves(engine, memory(engine), yard.target, placement, yard.callback),
                        yard.target,
                        new Networks(List.of()),
                        yard.callback),
                redeemer,
                new ImageSupply(engine, redeemer, false),
                new Reporter(line),
                yard.target,
                Duration.ofMillis(300));
        try (Places.Place place = new Places(1).take().orElseThrow()) {
            new Errand(means, place, yard.ledger.current(id), () -> false, null).run();
        }
    }
}
