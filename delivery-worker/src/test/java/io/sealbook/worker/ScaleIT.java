package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many deployments of one secret on one engine. */
class ScaleIT extends YardStories {
    private static final int DEPLOYMENTS = Boolean.getBoolean("sealbook.soak") ? 200 : 24;
    private static final Duration PATIENCE = Duration.ofSeconds(10L + 3L * DEPLOYMENTS);

    ScaleIT() {
        super(DeploymentSpec.Placement.MEMORY);
    }

    @Test
    void allConvergeAndAllGetTheirSecretWhenItIsRotatedAndNoneIsReadTwice() {
        List<DeploymentId> all = IntStream.range(0, DEPLOYMENTS)
                .mapToObj(i -> yard.ledger.order(name + "-" + i, yard.image, password("first")))
                .toList();
        converge(all);
        assertThat(yard.ledger.tokensIssued()).isEqualTo(DEPLOYMENTS);

        for (int i = 0; i < DEPLOYMENTS; i++) {
            if (i % 2 == 0) {
                yard.ledger.rotate(all.get(i), "db_password", "second".getBytes(UTF_8));
            } else {
                yard.ledger.refresh(all.get(i), "db_password", "second".getBytes(UTF_8));
            }
        }
        converge(all);
        assertThat(yard.ledger.tokensIssued()).isEqualTo(2 * DEPLOYMENTS);
        assertThat(IntStream.range(0, DEPLOYMENTS)
                        .mapToObj(i -> new String(Yard.read(name + "-" + i, "/run/secrets/db_password"), UTF_8)))
                .containsOnly("second");
        assertThat(all).allSatisfy(id -> assertThat(yard.containers(id)).hasSize(1));
    }

    private void converge(List<DeploymentId> all) {
        await().atMost(PATIENCE)
                .until(() -> all.stream()
                        .allMatch(id -> yard.ledger
                                .outcome(id)
                                .filter(report -> report.outcome() == Report.Outcome.PLACED)
                                .isPresent()));
    }
}
