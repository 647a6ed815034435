package io.sealbook.worker;

import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.http.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link Yard} whose engine is a Swarm of one manager, of this test's own. */
final class SwarmYard implements AutoCloseable {
    /** Serves its secrets over HTTP, and takes its time to end so that nobody's request is cut. */
    static final List<String> SERVES = List.of(
            "sh",
            "-c",
            "trap 'sleep 1; exit 0' TERM; busybox httpd -f -p 8080 -h /run/secrets & while :; do sleep 1 & wait $!; done");

    static final Health SERVING = new Health(
            List.of("busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/db_password"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            null,
            3);

    final PrivateEngine engine;
    final Yard yard;
    final DockerCommand docker;
    final String overlay;

    SwarmYard() {
        engine = PrivateEngine.start();
        try {
            docker = engine.docker();
            docker.must("swarm", "init", "--advertise-addr", "127.0.0.1", "--listen-addr", "127.0.0.1");
            yard = new Yard(docker);
            overlay = yard.network("overlay", "swarm");
        } catch (RuntimeException failed) {
            engine.close();
            throw failed;
        }
    }

    /** Orders a service of one file for each of these values. */
    DeploymentId order(
            String name,
            List<String> command,
            Map<String, byte[]> files,
            @Nullable Limits limits,
            @Nullable Hosting hosting) {
        return order(
                name,
                command,
                files,
                files.keySet().stream()
                        .map(file -> new Orders.File(file, "0400", null))
                        .toList(),
                limits,
                hosting);
    }

    DeploymentId order(
            String name,
            List<String> command,
            Map<String, byte[]> files,
            List<Orders.File> layout,
            @Nullable Limits limits,
            @Nullable Hosting hosting) {
        return yard.ledger.order(
                new Orders.Order(
                        new DeploymentId(UUID.randomUUID().toString()),
                        1,
                        Desired.RUNNING,
                        name,
                        yard.image,
                        command,
                        layout,
                        limits,
                        DeploymentSpec.Placement.SWARM,
                        hosting,
                        null,
                        null),
                files);
    }

    /** Running containers of a service. */
    List<String> containers(String service) {
        return docker.lines("ps", "--filter", "label=com.docker.swarm.service.name=" + service, "--format", "{{.ID}}");
    }

    /** Names of the secrets that are kept for a deployment. */
    List<String> secrets(DeploymentId deployment) {
        return docker.lines(
                "secret", "ls", "--filter", "label=io.sealbook.deployment=" + deployment, "--format", "{{.Name}}");
    }

    String service(String name, String template) {
        return docker.run("service", "inspect", "--format", template, name)
                .text()
                .strip();
    }

    /** Asks a service for its secret ten times a second, by its name in the Swarm's network. */
    Prober prober(String service) {
        String name = "prober-" + service;
        docker.must(
                "run",
                "--detach",
                "--name",
                name,
                "--network",
                overlay,
                yard.image,
                "sh",
                "-c",
                "while :; do busybox timeout 2 busybox wget -q -O - http://" + service
                        + ":8080/db_password || echo -n FAILED; echo; sleep 0.1; done");
        return new Prober(docker, name);
    }

    record Prober(DockerCommand docker, String name) implements AutoCloseable {
        List<String> answers() {
            return docker.run("logs", name).text().lines().toList();
        }

        /** Waits until it was told this. */
        void hears(String answer) {
            await("an answer " + answer)
                    .atMost(Yard.PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> answers().contains(answer));
        }

        /** The different answers in the order in which they came first. */
        List<String> story() {
            List<String> story = new ArrayList<>();
            HashSet<String> known = new HashSet<>();
            answers().stream().filter(known::add).forEach(story::add);
            return story;
        }

        @Override
        public void close() {
            docker.run("rm", "-f", name);
        }
    }

    @Override
    public void close() {
        yard.close();
        engine.close();
    }
}
