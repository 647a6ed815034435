package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds wherever secrets lie and whoever brings them there, on a real engine. */
abstract class PlacementStories extends YardStories {
    PlacementStories(DeploymentSpec.Placement placement) {
        super(placement);
    }

    /** Takes away the memory of the one container of a deployment, as a restart of the host does. */
    abstract void loseMemory(DeploymentId deployment);

    /** What the worker can say of the versions that it brought, where there is one secret. */
    List<Integer> knownVersions(int version) {
        return List.of(version);
    }

    private static List<Integer> versions(Report report) {
        return report.versions() == null
                ? List.of()
                : report.versions().stream().map(VersionedPath::version).toList();
    }

    String stat(String file) {
        return Cli.docker("exec", name, "stat", "-L", "-c", "%a %u %g", "/run/secrets/" + file)
                .text()
                .strip();
    }

    @Test
    void aContainerStartsAgainWithoutWorkerAndLedger() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("survives"));
        yard.placed(web);
        worker.stop();

        assertThat(Cli.docker("restart", "-t", "2", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("survives".getBytes(UTF_8));
        assertThat(Cli.docker("kill", name).status()).isZero();
        assertThat(Cli.docker("start", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("survives".getBytes(UTF_8));
        assertThat(yard.ledger.reports(web)).hasSize(1);
    }

    @Test
    void aRotationReplacesTheContainerAndWipesTheOldMemory() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("old"));
        String first = yard.placed(web).container();
        List<String> traces = yard.traces(web);

        yard.ledger.rotate(web, "db_password", "new".getBytes(UTF_8));
        Report report = yard.placed(web);

        assertThat(report.container()).isNotEqualTo(first);
        assertThat(versions(report)).containsExactlyElementsOf(knownVersions(2));
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(yard.traces(web)).hasSize(1).doesNotContainAnyElementsOf(traces);
    }

    @Test
    void aGenerationThatDoesNotRunGivesWayToTheOneBefore() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("good"));
        String first = yard.placed(web).container();

        yard.ledger.redeploy(web, List.of("sh", "-c", "exit 42"));
        Report report = yard.outcome(web);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("exit status 42").contains("generation 1 keeps running");
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(first + " true");
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("good".getBytes(UTF_8));
    }

    @Test
    void aContainerThatEndsAtOnceIsReportedAndCleanedUp() {
        DeploymentId web = yard.ledger.order(name, yard.image, List.of("no-such-command"), password("x"), null);
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("127").contains("the command is not in the image");
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.traces(web)).isEmpty();
    }

    @Test
    void aStopLeavesNothingBehind() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        yard.placed(web);
        yard.ledger.stop(web);
        assertThat(yard.outcome(web).outcome()).isEqualTo(Report.Outcome.STOPPED);
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.traces(web)).isEmpty();
    }

    @Test
    void theImagesOwnEntrypointUserAndBoundsAreKept() {
        String image = yard.image(
                "ENTRYPOINT [\"sh\", \"-c\", \"trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done\"]", "USER app");
        DeploymentId web = yard.ledger.order(
                name,
                image,
                List.of(),
                password("for app"),
                new Limits(64L << 20, 500, 32, null, null, Map.of("COLOUR", "blue")));
        yard.placed(web);
        assertThat(stat("db_password")).isEqualTo("400 4711 4712");
        assertThat(Cli.docker("exec", name, "cat", "/run/secrets/db_password").text())
                .isEqualTo("for app");
        assertThat(Cli.docker("exec", name, "env").text()).contains("COLOUR=blue");
        assertThat(Yard.inspect(
                        name,
                        "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}"
                                + " {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.NetworkMode}}"
                                + " {{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("67108864 67108864 500000000 32 [ALL] [no-new-privileges] default always");
    }

    @Test
    void aContainerThatSomebodyRemovedIsMadeAgain() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("again"));
        String first = yard.placed(web).container();
        Cli.docker("rm", "-f", name);
        await().atMost(Yard.PATIENCE).until(() -> yard.ledger.reports(web).size() == 2);
        assertThat(yard.placed(web).container()).isNotEqualTo(first);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("again".getBytes(UTF_8));
        await().atMost(Yard.PATIENCE).until(() -> yard.traces(web).size() == 1);
    }

    @Test
    void aRefusedTokenIsAnOutcome() {
        yard.ledger.failNext("/v1/bootstrap-tokens/consume", 410);
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        Report report = yard.outcome(web);
        assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
        assertThat(report.problem()).contains("refused").contains("token");
        assertThat(yard.containers(web)).isEmpty();
        assertThat(yard.traces(web)).isEmpty();
    }

    @Test
    void aContainerWhoseHostLostItsMemoryGetsItBack() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("back again"));
        String container = yard.placed(web).container();
        worker.stop();
        loseMemory(web);
        assertThat(Cli.docker("exec", name, "cat", "/run/secrets/db_password").status())
                .isNotZero();

        worker = yard.worker();
        await().atMost(Yard.PATIENCE)
                .until(() -> Cli.docker("exec", name, "cat", "/run/secrets/db_password")
                        .text()
                        .equals("back again"));
        assertThat(Yard.inspect(name, "{{.Id}} {{.State.Running}}")).isEqualTo(container + " true");
    }
}
