package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets in a volume in memory that a keeper holds. */
class VolumePlacementIT extends FilledStories {
    VolumePlacementIT() {
        super(DeploymentSpec.Placement.VOLUME);
    }

    @Override
    void loseMemory(DeploymentId deployment) {
        Cli.docker("kill", yard.keepers(deployment).getFirst(), name);
        assertThat(Cli.docker("start", name).status()).isZero();
    }

    @Test
    void theVolumeIsInMemoryNeverSwappedAndReadOnlyForTheContainer() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("x"));
        yard.placed(web);
        String volume = yard.volumes(web).getFirst();
        assertThat(Cli.docker("volume", "inspect", "--format", "{{json .Options}}", volume)
                        .text())
                .contains("\"type\":\"tmpfs\"")
                .contains("nosuid,nodev,noexec");
        assertThat(Cli.docker("exec", name, "cat", "/proc/mounts").text())
                .containsPattern("tmpfs /run/secrets tmpfs ro,");
        String keeper = yard.keepers(web).getFirst();
        assertThat(Yard.inspect(
                        keeper,
                        "{{.HostConfig.NetworkMode}} {{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}"
                                + " {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.ReadonlyRootfs}}"))
                .isEqualTo("none [ALL] [] always true");
        assertThat(yard.directories(web)).isEmpty();
    }

    @Test
    void aKeeperThatIsGoneIsReplacedWhileTheContainerRuns() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("kept"));
        String container = yard.placed(web).container();
        int issued = yard.ledger.tokensIssued();
        Cli.must(List.of("docker", "rm", "-f", yard.keepers(web).getFirst()));

        await().atMost(Yard.PATIENCE)
                .until(() -> !yard.keepers(web).isEmpty()
                        && Yard.inspect(yard.keepers(web).getFirst(), "{{.State.Running}}")
                                .equals("true"));
        assertThat(Cli.docker("restart", "-t", "1", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("kept".getBytes(UTF_8));
        assertThat(Yard.inspect(name, "{{.Id}}")).isEqualTo(container);
        assertThat(yard.ledger.tokensIssued()).isEqualTo(issued);
    }

    @Test
    void aVolumeThatNoContainerNamesIsSweptUp() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("kept"));
        yard.placed(web);
        String orphan = "sealbook-memory-00000000-0000-7000-8000-000000000000_3_" + "0".repeat(32);
        Cli.must(List.of(
                "docker",
                "volume",
                "create",
                "--label",
                "io.sealbook.role=memory",
                "--label",
                "io.sealbook.target=" + yard.target,
                "-o",
                "type=tmpfs",
                "-o",
                "device=tmpfs",
                orphan));
        await().atMost(Yard.PATIENCE)
                .until(() -> Cli.docker("volume", "inspect", orphan).status() != 0);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("kept".getBytes(UTF_8));
        assertThat(yard.volumes(web)).hasSize(1);
    }
}
