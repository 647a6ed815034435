package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A token is used twice, and what its deployment says about thieves happens: to a real container, and in the trail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TheftIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String IMPORT = """
            d=$(mktemp -d) && mkdir "$d/bin" && cp "$(command -v busybox)" "$d/bin/busybox" \
                && tar -C "$d" -c . | docker import - && rm -rf "$d"
            """;

    private final String salt = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private ServedProcess service;
    private Sensitive key;
    private String image;

    @BeforeAll
    void serve(@TempDir Path data) throws Exception {
        service = ServedProcess.start(data);
        key = service.newKey("owner", """
                {"effect":"allow","actions":["secret:write","value:read"],"paths":["theft/**"]},
                {"effect":"allow","paths":[],
                 "actions":["deployment:write","deployment:read","token:issue","audit:read"]}""");
        image = said("sh", "-c", IMPORT);
    }

    @AfterAll
    void stop() throws Exception {
        said("sh", "-c", "docker ps -aq --filter name=theft-" + salt + " | xargs -r docker rm -f");
        service.stop();
        said("docker", "rmi", "-f", image);
    }

    @Test
    void aDeploymentInQuarantineHasNoContainerUntilSomebodyRedeploysIt() throws Exception {
        String id = deployed("quarantine");
        stealTokenOf(id);

        await().atMost(PATIENCE).until(() -> stateOf(id).equals("quarantined"));
        await().atMost(PATIENCE).until(() -> containers("quarantine").isEmpty());
        assertThat(actions(id)).contains("token.refused", "alarm.raised", "deployment.stopped");

        service.post("/v1/deployments/" + id + "/redeploy", "{}", key);
        await().atMost(PATIENCE).until(() -> stateOf(id).equals("running"));
        assertThat(secretIn("quarantine")).isEqualTo("first");
    }

    @Test
    @HandlesPlaintext("compares what a container has with what the ledger has")
    void aDeploymentThatRedeploysHasAValueThatNobodyHasSeen() throws Exception {
        String id = deployed("redeploy");
        stealTokenOf(id);

        await().atMost(PATIENCE)
                .until(() -> read("/v1/deployments/" + id).path("generation").asInt() == 2
                        && stateOf(id).equals("running"));
        String now = secretIn("redeploy");
        assertThat(now).hasSize(32).isNotEqualTo("first");
        assertThat(read("/v1/values/theft/redeploy").path("value").asText()).isEqualTo(now);
        assertThat(actions(id))
                .contains("token.refused", "alarm.raised")
                .filteredOn("deployment.requested"::equals)
                .hasSize(2);
    }

    /** A running deployment, named as what it does after a theft. */
    private String deployed(String onTheft) throws Exception {
        assertThat(service.put("/v1/secrets/theft/" + onTheft, "{\"value\":\"first\"}", key))
                .contains(201);
        String body = String.format(
                Locale.ROOT,
                """
                {"name":"theft-%s-%s","target":"local","image":"%s","onTheft":"%s","onRotation":"restart",
                 "command":["/bin/busybox","sh","-c","trap 'exit 0' TERM; while :; do busybox sleep 1 & wait $!; done"],
                 "secrets":[{"path":"theft/%s","file":"secret"%s}]}""",
                salt,
                onTheft,
                image,
                onTheft,
                onTheft,
                onTheft.equals("redeploy") ? ",\"generate\":{\"length\":32}" : "");
        String id = JSON.readTree(service.post("/v1/deployments", body, key))
                .path("id")
                .asText();
        await().atMost(PATIENCE).until(() -> stateOf(id).equals("running"));
        assertThat(secretIn(onTheft)).isEqualTo("first");
        return id;
    }

    @HandlesPlaintext("is the owner of a token first, and its thief afterwards")
    private void stealTokenOf(String deployment) throws Exception {
        String body = "{\"deployment\":\"" + deployment + "\",\"ttl\":\"PT60S\"}";
        Sensitive token = Sensitive.of(JSON.readTree(service.post("/v1/bootstrap-tokens", body, key))
                .path("token")
                .asText());
        assertThat(service.present(token)).isEqualTo(200);
        assertThat(service.present(token)).isEqualTo(410);
    }

    private JsonNode read(String path) throws IOException {
        return JSON.readTree(service.get(path, key));
    }

    private String stateOf(String deployment) throws IOException {
        return read("/v1/deployments/" + deployment).path("state").asText();
    }

    private List<String> actions(String deployment) throws IOException {
        JsonNode items =
                read("/v1/audit/events?limit=500&deployment=" + deployment).path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(event -> event.path("action").asText())
                .toList();
    }

    private String containers(String deployment) throws Exception {
        return said("docker", "ps", "-aq", "--filter", "name=theft-" + salt + "-" + deployment);
    }

    private String secretIn(String deployment) throws Exception {
        return said("docker", "exec", "theft-" + salt + "-" + deployment, "/bin/busybox", "cat", "/run/secrets/secret");
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
