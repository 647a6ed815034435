package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import io.sealbook.worker.place.Callback;
import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.Engine;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real engine, a ledger, a memory root and a target of its own for one test class. Closing it removes every container
 * that the target has and gives the memory back. Without an engine nothing here works, and that is a failure.
 */
final class Yard implements AutoCloseable {
    private static final Duration USUAL_POLL = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofSeconds(90);

    final String salt = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    final TargetName target = new TargetName("it-" + salt);
    final LedgerDouble ledger = new LedgerDouble();
    final Path memoryRoot;
    final Path keyFile;
    private final Path secondKeyFile;
    final DockerCommand docker;
    final String image;
    private final List<String> networks = new ArrayList<>();
    private final List<String> images = new ArrayList<>();

    private final DeploymentSpec.Placement placement;
    final Callback callback;

    Yard() {
        this(DockerCommand.SHARED, DeploymentSpec.Placement.MEMORY);
    }

    Yard(DockerCommand docker) {
        this(docker, DeploymentSpec.Placement.MEMORY);
    }

    /** @param placement what its workers prefer */
    Yard(DockerCommand docker, DeploymentSpec.Placement placement) {
        this.docker = docker;
        this.placement = placement;
        assertThat(docker.run("version").status())
                .as("these tests need a container engine: docker version fails")
                .isZero();
        callback = ofContainers(docker, ledger);
        try {
            boolean root = "root".equals(System.getProperty("user.name"));
            memoryRoot = Path.of(root ? "/run/sealbook-it-" + salt : "/dev/shm/sealbook-it-" + salt);
            if (!root) {
                Files.createDirectory(
                        memoryRoot, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            keyFile = keyFile(LedgerDouble.KEY);
            secondKeyFile = keyFile(LedgerDouble.SECOND_KEY);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        image = image();
    }

    private static Path keyFile(String key) throws IOException {
        Path file = Files.createTempFile("sealbook-key", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(file, key + "\n");
    }

    /** The ledger at the address from which this machine reaches the engine's own network. */
    private static Callback ofContainers(DockerCommand docker, LedgerDouble ledger) {
        String network = docker.must("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Subnet}}")
                .strip();
        // Nothing is sent: a connected socket knows which way it would go.
        try (DatagramSocket way = new DatagramSocket()) {
            way.connect(InetAddress.getByName(network.replaceFirst("\\.\\d+/.*", ".9")), 9);
            return new Callback(ledger.at(way.getLocalAddress()), true, null, null);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    String image(String... changes) {
        String built = TestImage.buildOn(docker, changes);
        images.add(built);
        return built;
    }

    /** An image with nothing but one static program, {@code /busybox}. */
    String bareImage() {
        String built = TestImage.bareOn(docker);
        images.add(built);
        return built;
    }

    /** A network of its own on the engine, which workers made from here on may use. */
    String network(String name) {
        return network("bridge", name);
    }

    String network(String driver, String name, String... options) {
        String network = "it-" + salt + "-" + name;
        List<String> command = new ArrayList<>(List.of("network", "create", "--driver", driver, "--attachable"));
        command.addAll(List.of(options));
        command.add(network);
        docker.must(command.toArray(String[]::new));
        networks.add(network);
        return network;
    }

    WorkerProperties properties() {
        return properties(callback);
    }

    /** The settings of a worker whose containers find the ledger there. */
    WorkerProperties properties(Callback ledgerOfContainers) {
        return properties(keyFile, docker.host(), USUAL_POLL, ledgerOfContainers);
    }

    /** The settings of a worker that finds the engine there, and looks at it so often when it hears nothing. */
    WorkerProperties properties(Path key, @Nullable URI engine, Duration pollInterval) {
        return properties(key, engine, pollInterval, callback);
    }

    private WorkerProperties properties(
            Path key, @Nullable URI engine, Duration pollInterval, Callback ledgerOfContainers) {
        return new WorkerProperties(
                ledger.url(),
                key,
                target,
                engine == null ? null : engine.toString(),
                memoryRoot,
                placement,
                ledgerOfContainers,
                pollInterval,
                Duration.ofMillis(600),
                Duration.ofSeconds(2),
                4,
                networks,
                false);
    }

    static Engine engine() {
        return new DockerEngine(DockerEngine.host(null));
    }

    DeliveryWorker worker() {
        return worker(properties());
    }

    DeliveryWorker worker(WorkerProperties properties) {
        DeliveryWorker worker = new DeliveryWorker(properties, new DockerEngine(properties.engine()));
        worker.start();
        return worker;
    }

    /** A worker beside another one: with a key of its own, as every worker has. */
    DeliveryWorker secondWorker() {
        return worker(properties(secondKeyFile, docker.host(), USUAL_POLL));
    }

    DeliveryWorker worker(Engine engine) {
        DeliveryWorker worker = new DeliveryWorker(properties(), engine);
        worker.start();
        return worker;
    }

    Report outcome(DeploymentId deployment) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> ledger.outcome(deployment), Optional::isPresent)
                .orElseThrow();
    }

    Report placed(DeploymentId deployment) {
        Report report = outcome(deployment);
        assertThat(report.outcome()).as("%s", report.problem()).isEqualTo(Report.Outcome.PLACED);
        return report;
    }

    /** Names of all containers of a deployment, tools included, keepers not. */
    List<String> containers(DeploymentId deployment) {
        return ofDeployment(deployment).stream().filter(name -> !isKeeper(name)).toList();
    }

    /** Names of the containers that hold memory of a deployment. */
    List<String> keepers(DeploymentId deployment) {
        return ofDeployment(deployment).stream().filter(Yard::isKeeper).toList();
    }

    private static boolean isKeeper(String name) {
        return name.startsWith("sealbook-keeper-");
    }

    private List<String> ofDeployment(DeploymentId deployment) {
        return docker.lines(
                "ps", "-a", "--filter", "label=io.sealbook.deployment=" + deployment, "--format", "{{.Names}}");
    }

    /** Names of the volumes that hold secrets of a deployment. */
    List<String> volumes(DeploymentId deployment) {
        return docker.lines("volume", "ls", "-q", "--filter", "label=io.sealbook.deployment=" + deployment);
    }

    /** Names of the volumes with what stands before the commands of apps. */
    List<String> gates() {
        return docker.lines(
                "volume",
                "ls",
                "-q",
                "--filter",
                "label=io.sealbook.target=" + target,
                "--filter",
                "label=io.sealbook.role=gate");
    }

    List<String> ofTarget() {
        return docker.lines("ps", "-a", "--filter", "label=io.sealbook.target=" + target, "--format", "{{.Names}}");
    }

    /** Everything where secrets of a deployment may lie. */
    List<String> traces(DeploymentId deployment) {
        List<String> traces = new ArrayList<>(directories(deployment));
        traces.addAll(volumes(deployment));
        return traces;
    }

    /** Names in the memory root that belong to a deployment. */
    List<String> directories(DeploymentId deployment) {
        return directories().stream()
                .filter(name -> name.startsWith(deployment.value()))
                .toList();
    }

    /** The generation of a deployment's only container, by its label. */
    String generation(DeploymentId deployment) {
        return inspect(containers(deployment).getFirst(), "{{index .Config.Labels \"io.sealbook.generation\"}}");
    }

    /** Every set of files that lies in the memory of a deployment. */
    List<Path> memory(DeploymentId deployment) {
        try (Stream<Path> sets =
                Files.list(memoryRoot.resolve(directories(deployment).getFirst()))) {
            return sets.filter(set -> Files.isDirectory(set, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Whether anything in the memory of a deployment has these words in it. */
    boolean memoryHolds(DeploymentId deployment, String words) {
        return directories(deployment).stream()
                .anyMatch(directory -> Cli.run(List.of(
                                        "grep",
                                        "-rqF",
                                        words,
                                        memoryRoot.resolve(directory).toString()))
                                .status()
                        == 0);
    }

    /** Changes a file behind the worker's back. */
    void placeInMemory(DeploymentId deployment, String file, String value) {
        Cli.must(List.of(
                "sh",
                "-c",
                "printf %s \"$1\" > \"$2\"",
                "sh",
                value,
                memory(deployment).getFirst().resolve(file).toString()));
    }

    List<String> directories() {
        try (Stream<Path> entries = Files.list(memoryRoot)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Takes the directories of a deployment away, as a restart of the host does; its container cannot start again. */
    void loseDirectories(DeploymentId deployment, String container) {
        docker.must("stop", "-t", "1", container);
        for (String directory : directories(deployment)) {
            Cli.must(List.of("rm", "-rf", memoryRoot.resolve(directory).toString()));
        }
        assertThat(docker.run("restart", container).status()).isNotZero();
    }

    static byte[] read(String container, String file) {
        return DockerCommand.SHARED.read(container, file);
    }

    static String inspect(String container, String template) {
        return DockerCommand.SHARED.inspect(container, template);
    }

    @Override
    public void close() {
        ledger.close();
        for (String name : ofTarget()) {
            docker.run("rm", "-fv", name);
        }
        networks.forEach(network -> docker.run("network", "rm", network));
        docker.lines("volume", "ls", "-q", "--filter", "label=io.sealbook.target=" + target)
                .forEach(volume -> docker.run("volume", "rm", volume));
        images.forEach(built -> docker.run("rmi", "-f", built));
        Cli.run(List.of("umount", "-l", memoryRoot.toString()));
        Cli.run(List.of("rm", "-rf", memoryRoot.toString(), keyFile.toString(), secondKeyFile.toString()));
    }
}
