package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A token is used twice, and what its deployment says about thieves happens: to a real container, and in the trail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TheftIT {
    private ServedProcess service;
    private Platform platform;

    @BeforeAll
    void serve(@TempDir Path data) throws Exception {
        service = ServedProcess.start(data);
        platform = new Platform(service);
    }

    @AfterAll
    void stop() throws Exception {
        platform.close();
    }

    @Test
    void aDeploymentInQuarantineHasNoContainerUntilSomebodyRedeploysIt() throws Exception {
        String id = platform.deployed("quarantine", "\"onTheft\":\"quarantine\"", "");
        stealTokenOf(id);

        await().atMost(Platform.PATIENCE).until(() -> platform.stateOf(id).equals("quarantined"));
        await().atMost(Platform.PATIENCE)
                .until(() -> Platform.said(
                                "docker", "ps", "-aq", "--filter", "name=" + platform.container("quarantine"))
                        .isEmpty());
        // The worker reports the end after it.
        await().atMost(Platform.PATIENCE)
                .untilAsserted(() -> assertThat(platform.actions(id))
                        .contains("token.refused", "alarm.raised", "deployment.stopped"));

        platform.post("/v1/deployments/" + id + "/redeploy", "{}");
        await().atMost(Platform.PATIENCE).until(() -> platform.stateOf(id).equals("running"));
        assertThat(platform.secretIn("quarantine")).isEqualTo("first");
    }

    @Test
    @HandlesPlaintext("compares what a container has with what the ledger has")
    void aDeploymentThatRedeploysHasAValueThatNobodyHasSeen() throws Exception {
        String id = platform.deployed("redeploy", "\"onTheft\":\"redeploy\"", ",\"generate\":{\"length\":32}");
        stealTokenOf(id);

        await().atMost(Platform.PATIENCE)
                .until(() -> platform.read("/v1/deployments/" + id)
                                        .path("generation")
                                        .asInt()
                                == 2
                        && platform.stateOf(id).equals("running"));
        String now = platform.secretIn("redeploy");
        assertThat(now).hasSize(32).isNotEqualTo("first");
        assertThat(platform.read("/v1/values/platform/redeploy").path("value").asText())
                .isEqualTo(now);
        assertThat(platform.actions(id))
                .contains("token.refused", "alarm.raised")
                .filteredOn("deployment.requested"::equals)
                .hasSize(2);
    }

    @HandlesPlaintext("is the owner of a token first, and its thief afterwards")
    private void stealTokenOf(String deployment) throws Exception {
        Sensitive token = Sensitive.of(
                platform.post("/v1/bootstrap-tokens", "{\"deployment\":\"" + deployment + "\",\"ttl\":\"PT60S\"}")
                        .path("token")
                        .asText());
        assertThat(service.present(token)).isEqualTo(200);
        assertThat(service.present(token)).isEqualTo(410);
    }
}
