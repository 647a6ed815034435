package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sealbook.api.Sensitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;

/** Whoever deploys: an account of a service, and the engine's own command line to look at what came of it. */
final class Platform implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMPORT = """
            d=$(mktemp -d) && mkdir "$d/bin" && cp "$(command -v busybox)" "$d/bin/busybox" \
                && tar -C "$d" -c . | docker import - && rm -rf "$d"
            """;

    private final String salt = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private final ServedProcess service;
    private final Sensitive key;
    private final String image;

    Platform(ServedProcess service) throws Exception {
        this.service = service;
        key = service.newKey("platform", """
                {"effect":"allow","actions":["secret:write","value:read"],"paths":["platform/**"]},
                {"effect":"allow","paths":[],
                 "actions":["deployment:write","deployment:read","token:issue","audit:read"]}""");
        image = said("sh", "-c", IMPORT);
    }

    /** A deployment whose container runs and finds the value {@code first} in its only file. */
    String deployed(String name, String more, String moreOfTheSecret) throws Exception {
        assertThat(service.put("/v1/secrets/platform/" + name, "{\"value\":\"first\"}", key))
                .contains(201);
        String body = String.format(Locale.ROOT, """
                {"name":"%s","target":"local","image":"%s",%s,"onRotation":"restart",
                 "command":["/bin/busybox","sh","-c","trap 'exit 0' TERM; while :; do busybox sleep 1 & wait $!; done"],
                 "secrets":[{"path":"platform/%s","file":"secret"%s}]}""", container(name), image, more, name, moreOfTheSecret);
        String id = post("/v1/deployments", body).path("id").asText();
        await().atMost(PATIENCE).until(() -> {
            assertThat(stateOf(id)).isNotEqualTo("failed");
            return stateOf(id).equals("running");
        });
        assertThat(secretIn(name)).isEqualTo("first");
        return id;
    }

    JsonNode post(String path, String json) throws IOException {
        return JSON.readTree(service.post(path, json, key));
    }

    JsonNode read(String path) throws IOException {
        return JSON.readTree(service.get(path, key));
    }

    String stateOf(String deployment) throws IOException {
        return read("/v1/deployments/" + deployment).path("state").asText();
    }

    /** What the trail has of a deployment, the newest first. */
    List<String> actions(String deployment) throws IOException {
        JsonNode items =
                read("/v1/audit/events?limit=500&deployment=" + deployment).path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(event -> event.path("action").asText())
                .toList();
    }

    /** The name that the container of a deployment has on the engine. */
    String container(String name) {
        return "platform-" + salt + "-" + name;
    }

    String secretIn(String name) throws Exception {
        return said("docker", "exec", container(name), "/bin/busybox", "cat", "/run/secrets/secret");
    }

    /** What a command says, which must do well. */
    static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Stops the service, and removes what is left on the engine. */
    @Override
    public void close() throws IOException {
        try {
            service.stop();
            said("sh", "-c", "docker ps -aq --filter name=" + container("") + " | xargs -r docker rm -f");
            said("docker", "rmi", "-f", image);
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }
}
