package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.VolumePlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Drills in which somebody else has a hand in the engine between two steps of the worker. */
class MeddlingIT extends Drills {
    @Test
    void anEntrypointThatCannotRunIsReportedInTheEnginesWords() {
        byte[] secret = hunt.secret();
        List<String> gate = new CopyOnWriteArrayList<>();
        DeploymentId id = startedAfter(
                container -> {
                    gate.add(engine.docker().source(container, "/.sealbook") + "/gate");
                    Cli.must(List.of("chmod", "0644", gate.getFirst()));
                },
                secret);
        refusesToStart(id, "permission denied");
        Cli.must(List.of("chmod", "0755", gate.getFirst()));
        yard.ledger.redeploy(id, TestImage.LIVES);
        yard.placed(id);
        runsWith(secret);
    }

    @Test
    void aMountWhoseSourceIsGoneIsReportedInTheEnginesWords() {
        byte[] secret = hunt.secret();
        DeploymentId id = startedAfter(
                container -> Cli.must(List.of("rm", "-r", engine.docker().source(container, "/run/secrets"))), secret);
        refusesToStart(id, "source path does not exist");
        yard.ledger.redeploy(id, TestImage.LIVES);
        yard.placed(id);
        runsWith(secret);
    }

    /** Orders a container to which somebody does this once, after it was filled and before it is started. */
    private DeploymentId startedAfter(Consumer<String> meddling, byte[] secret) {
        worker.close();
        AtomicBoolean done = new AtomicBoolean();
        worker = yard.worker(MeddledEngine.before(
                "start", new DockerEngine(yard.properties().engine()), started -> {
                    String container = (String) started;
                    if (engine.docker().inspect(container, "{{.Name}}").equals("/" + name + ".g1")
                            && done.compareAndSet(false, true)) {
                        meddling.accept(container);
                    }
                }));
        return order(secret);
    }

    /** The engine tells of a start that it refuses by no event. */
    private void refusesToStart(DeploymentId id, String words) {
        Report report = yard.outcome(id);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("the container did not start").contains(words);
        assertThat(engine.docker()
                        .lines(
                                "events",
                                "--since",
                                "10m",
                                "--until",
                                "0s",
                                "--filter",
                                "event=start",
                                "--format",
                                "{{.Actor.Attributes.name}}"))
                .doesNotContain(name + ".g1");
        nothingIsLeftOf(id);
    }

    @Test
    void aVolumeThatSomebodyMadeBeforeUnderItsNameIsNeverFilled() {
        List<String> foreign = new CopyOnWriteArrayList<>();
        worker.close();
        worker = yard.worker(MeddledEngine.before(
                "createVolume", new DockerEngine(yard.properties().engine()), asked -> {
                    String volume = ((VolumePlan) asked).name();
                    if (volume.startsWith("sealbook-memory-")) {
                        engine.docker().must("volume", "create", volume);
                        foreign.add(volume);
                    }
                }));
        int tokens = yard.ledger.tokensIssued();
        DeploymentId id = yard.ledger.order(
                DeploymentSpec.Placement.VOLUME,
                name,
                yard.image,
                TestImage.LIVES,
                Map.of("db_password", hunt.secret()),
                null);
        Report report = yard.outcome(id);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("is there already and not what it should be");
        assertThat(yard.ledger.tokensIssued()).as("no secret was read").isEqualTo(tokens);
        assertThat(yard.containers(id)).isEmpty();
        assertThat(yard.keepers(id)).isEmpty();
        assertThat(foreign).isNotEmpty().allSatisfy(volume -> {
            assertThat(Cli.must(List.of(
                            "ls",
                            "-A",
                            engine.docker()
                                    .must("volume", "inspect", "--format", "{{.Mountpoint}}", volume)
                                    .strip())))
                    .as("what is written in somebody else's volume")
                    .isEmpty();
            engine.docker().must("volume", "rm", volume);
        });
    }
}
