package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets that the application fetches by itself. */
class AppPlacementIT {
    @Test
    void anApplicationFindsAnAddressAndATokenInItsMemory() {
        try (Yard yard = new Yard(DockerCommand.SHARED, DeploymentSpec.Placement.APP);
                DeliveryWorker _ = yard.worker()) {
            String name = "it-" + yard.salt + "-app";
            DeploymentId web = yard.ledger.order(
                    name, yard.image("USER app"), TestImage.FETCHES, Map.of("db", "hunter2".getBytes(UTF_8)), null);
            assertThat(yard.placed(web).versions()).isNull();

            await().atMost(Yard.PATIENCE)
                    .until(() -> Cli.docker("exec", name, "cat", "/run/secrets/db")
                            .text()
                            .equals("hunter2"));
            assertThat(Cli.docker("exec", name, "stat", "-c", "%a %u %g", "/run/secrets")
                            .text())
                    .isEqualTo("700 4711 4712\n");
            assertThat(Yard.inspect(name, "{{json .}}")).doesNotContain(LedgerDouble.TOKEN);
        }
    }
}
