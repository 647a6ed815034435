package io.sealbook.bench;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.sealbook.worker.place.DockerEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * What a delivery costs beside a bare container of the same image on the same engine: from the request to the moment at
 * which the engine says that the container's process began. At that moment the secrets of a delivery are in place.
 */
final class Deliveries {
    private static final int ALONE = 20;
    // As many as the worker has places at the engine.
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String[] LIVES = {
        "/bin/busybox", "sh", "-c", "trap 'exit 0' TERM; while :; do /bin/busybox sleep 5 & wait $!; done"
    };
    private static final String RULES = """
            {"effect":"allow","actions":["secret:write","value:read"],"paths":["bench/**"]},
            {"effect":"allow","actions":["deployment:write","deployment:read"],"paths":[]}""";

    private final WholeService service;
    private final DockerClient docker;
    private final String image;
    private final int count;
    private final List<String> deployed = new ArrayList<>();
    // Of the last request; what is read is no older.
    private long position;

    private Deliveries(WholeService service, DockerClient docker, String image, int count) {
        this.service = service;
        this.docker = docker;
        this.image = image;
        this.count = count;
    }

    static void measure(Bench.Options options) throws Exception {
        try (WholeService service = WholeService.start(RULES);
                DockerClient docker = docker()) {
            Deliveries deliveries = new Deliveries(service, docker, image(), options.count());
            try {
                deliveries.measure();
            } finally {
                deliveries.stopAll();
                docker.removeImageCmd(deliveries.image).withForce(true).exec();
            }
        }
    }

    private static DockerClient docker() {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(DockerEngine.host(null).toString())
                .build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    private static String image() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("sealbook-bench-image-");
        Files.createDirectory(root.resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        root.resolve("bin/busybox").toFile().setExecutable(true, false);
        Process imported = new ProcessBuilder(
                        "sh",
                        "-c",
                        "tar -C \"$0\" --owner=0 --group=0 --mtime=@0 -c . | docker import -",
                        root.toString())
                .start();
        String id = new String(imported.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        FileSystemUtils.deleteRecursively(root);
        if (imported.waitFor() != 0) {
            throw new IOException("there is no container engine, or no static busybox at /bin/busybox");
        }
        return id;
    }

    private void measure() throws Exception {
        service.send("PUT", "/v1/secrets/bench/shared", "{\"value\":\"first\"}");
        Table alone =
                new Table("One after the other, ms until the container's process began", "", "p50", "p99", "more");
        bare(5);
        one(5);
        long[] bare = bare(ALONE);
        row(alone, "bare create and start", bare, bare);
        row(alone, "delivery of one secret", one(ALONE), bare);
        stopAll();

        Table many = new Table(count + " at once, s until the last", "", "s", "ms each", "more");
        double reference = bareAtOnce();
        row(many, "bare create and start, " + AT_ONCE + " at a time", reference, reference);
        Instant begun = Instant.now();
        for (int i = 0; i < count; i++) {
            deploy("many-" + i);
        }
        row(many, "delivered: processes began", secondsSince(begun, lastStart(1)), reference);
        row(many, "delivered: watched and reported", secondsSince(begun, Instant.now()), reference);
        begun = Instant.now();
        service.send("PUT", "/v1/secrets/bench/shared", "{\"value\":\"second\"}");
        row(many, "the secret rotated: processes began", secondsSince(begun, lastStart(2)), reference);
        row(many, "the secret rotated: watched and reported", secondsSince(begun, Instant.now()), reference);
        alone.print();
        many.print();
    }

    private void row(Table table, String what, long[] nanos, long[] reference) {
        double p50 = Load.quantile(nanos, 0.5) / 1e6;
        table.row(
                what,
                Table.number(p50),
                Table.number(Load.quantile(nanos, 0.99) / 1e6),
                Table.number(p50 - Load.quantile(reference, 0.5) / 1e6));
    }

    private void row(Table table, String what, double seconds, double reference) {
        table.row(
                what,
                Table.number(seconds),
                Table.number(seconds * 1000 / count),
                Table.number((seconds - reference) * 1000 / count));
    }

    private static double secondsSince(Instant begun, Instant end) {
        return Duration.between(begun, end).toNanos() / 1e9;
    }

    private long[] bare(int times) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            Instant begun = Instant.now();
            String id = bareContainer();
            nanos[i] = Duration.between(begun, startOf(id)).toNanos();
            remove(id);
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private String bareContainer() {
        String id = docker.createContainerCmd(image).withCmd(LIVES).exec().getId();
        docker.startContainerCmd(id).exec();
        return id;
    }

    private double bareAtOnce() throws Exception {
        Instant begun = Instant.now();
        List<Callable<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(this::bareContainer);
        }
        List<String> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<String> one : threads.invokeAll(all)) {
                made.add(one.get());
            }
        }
        Instant last = made.stream().map(this::startOf).max(Instant::compareTo).orElseThrow();
        made.forEach(this::remove);
        return secondsSince(begun, last);
    }

    private long[] one(int times) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            Instant begun = Instant.now();
            String id = deploy("one-" + deployed.size());
            nanos[i] = Duration.between(begun, startOf(running(id, 1))).toNanos();
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private String deploy(String name) throws Exception {
        String body = """
                {"name":"sealbook-bench-%s","target":"local","image":"%s","command":["%s"],
                 "secrets":[{"path":"bench/shared","file":"shared"}],"onRotation":"restart"}""".formatted(name, image, String.join("\",\"", LIVES));
        JsonNode made = service.send("POST", "/v1/deployments", body);
        position = made.path("asOf").asLong();
        deployed.add(made.path("id").asString());
        return deployed.getLast();
    }

    /** The container of a deployment once this generation or a later one is reported as running. */
    private String running(String deployment, int generation) throws Exception {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(giveUp)) {
            JsonNode is = ask(deployment);
            if (is.path("state").asString().equals("failed")) {
                throw new IOException(
                        "deployment " + deployment + ": " + is.path("problem").asString());
            }
            if (is.path("state").asString().equals("running")
                    && is.path("generation").asInt() >= generation) {
                return is.path("container").asString();
            }
            Thread.sleep(50);
        }
        throw new IOException("deployment " + deployment + " is not running after " + PATIENCE);
    }

    private JsonNode ask(String deployment) throws Exception {
        return service.send("GET", "/v1/deployments/" + deployment + "?atLeast=" + position, "");
    }

    private Instant lastStart(int generation) throws Exception {
        Instant last = Instant.MIN;
        for (String id : deployed) {
            Instant start = startOf(running(id, generation));
            last = start.isAfter(last) ? start : last;
        }
        return last;
    }

    private Instant startOf(String container) {
        InspectContainerResponse inspected =
                docker.inspectContainerCmd(container).exec();
        return Instant.parse(String.valueOf(inspected.getState().getStartedAt()));
    }

    private void remove(String container) {
        docker.removeContainerCmd(container).withForce(true).exec();
    }

    private void stopAll() throws Exception {
        System.err.println("  stopping " + deployed.size() + " deployments");
        for (String id : deployed) {
            service.send("POST", "/v1/deployments/" + id + "/stop", "");
        }
        Instant giveUp = Instant.now().plus(PATIENCE);
        for (String id : deployed) {
            while (!ask(id).path("state").asString().equals("stopped")
                    && Instant.now().isBefore(giveUp)) {
                Thread.sleep(100);
            }
        }
        deployed.clear();
    }
}
