package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Docker engine of this test's own, which it may break: in a network namespace of its own, so that no other engine on
 * the machine notices, and with all its files on a small disk of its own, so that the bare disk can be searched and
 * filled up. Its containers reach this machine by a {@link Cable} and nobody else. It writes its debug log. Needs root.
 * Closing it leaves no process, mount, network or file.
 */
final class PrivateEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BALLAST = "ballast";

    /** How an engine ends. */
    enum End {
        /** Told to: it stops its containers before it ends, unless they are to outlive it. */
        TERM,
        /** By {@code kill -9}: its containers run on until it is back. */
        KILL,
        /** As in a power cut: everything that it had started is gone with it. */
        POWER_CUT
    }

    private final Cable cable;
    private final Path home;
    private final Path disk;
    private final Path files;
    private final Path running;
    private final Path log;
    private final List<String> flags;
    private final DockerCommand docker;
    private @Nullable Process engine;

    /** Starts one. {@code flags} are dockerd's own. */
    static PrivateEngine start(String... flags) {
        PrivateEngine engine = new PrivateEngine(List.of(flags));
        try {
            engine.prepareDisk();
            engine.begin();
            return engine;
        } catch (RuntimeException failed) {
            engine.close();
            throw failed;
        }
    }

    private PrivateEngine(List<String> flags) {
        int number = 0;
        while (!take(number)) {
            number++;
        }
        cable = new Cable(number);
        home = home(number);
        this.flags = flags;
        disk = home.resolve("disk");
        files = home.resolve("files");
        running = home.resolve("run");
        log = home.resolve("log");
        docker = new DockerCommand(URI.create("unix://" + home.resolve("sock")));
    }

    // Short, because the path of a socket is bounded.
    private static Path home(int number) {
        return Path.of("/tmp/sbe" + number);
    }

    /** Whoever makes the home of a number has it; false when somebody else has. */
    private static boolean take(int number) {
        if (number == Cable.MOST) {
            throw new IllegalStateException("there are too many private engines, or remains of them: rm -r /tmp/sbe*");
        }
        try {
            Files.createDirectory(
                    home(number), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void prepareDisk() {
        Cli.must(List.of("truncate", "-s", "700M", disk.toString()));
        Cli.must(List.of("mkfs.ext4", "-q", "-m", "0", disk.toString()));
        Cli.must(List.of("mkdir", files.toString()));
        Cli.must(List.of("mount", "-o", "loop", disk.toString(), files.toString()));
    }

    DockerCommand docker() {
        return docker;
    }

    /** Where the engine keeps its files, on its own disk. */
    Path files() {
        return files;
    }

    /** Starts it and waits until it answers. */
    void begin() {
        List<String> command = new ArrayList<>(
                List.of("unshare", "--net", "sh", "-c", cable.laying() + " && exec dockerd \"$@\"", "dockerd"));
        command.addAll(List.of(
                "--debug",
                "--data-root=" + files,
                "--exec-root=" + running,
                "--pidfile=" + home.resolve("pid"),
                "--host=" + docker.host(),
                // In a network namespace of its own there is no way further, and nothing to filter.
                "--iptables=false",
                "--ip6tables=false"));
        command.addAll(cable.flags());
        command.addAll(flags);
        try {
            engine = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException("these tests need dockerd and unshare", missing);
        }
        Process starting = engine;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!starting.isAlive()) {
                throw new IllegalStateException("the engine did not start:\n" + log());
            }
            return docker.run("version").status() == 0;
        });
        cable.plug();
    }

    void end(End how) {
        // The runtime ends with its engine. One that nobody has buried yet would look alive to the next engine.
        List<Long> ending = new ArrayList<>(how == End.POWER_CUT ? offspring() : runtime());
        if (engine != null) {
            ending.add(engine.pid());
            if (how == End.TERM) {
                engine.destroy();
            } else {
                engine.destroyForcibly();
            }
        }
        if (how == End.POWER_CUT) {
            ending.forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
        }
        engine = null;
        cable.unplug();
        await("the end of the engine and what belongs to it")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ending.stream().noneMatch(process -> Files.exists(Path.of("/proc/" + process))));
        if (how == End.POWER_CUT) {
            unmountBelow(files);
            unmountBelow(running);
            Cli.must(
                    List.of("rm", "-rf", running.toString(), home.resolve("pid").toString()));
        }
    }

    void restart(End how) {
        end(how);
        begin();
    }

    private List<Long> runtime() {
        try {
            Path pid = running.resolve("containerd/containerd.pid");
            return Files.exists(pid)
                    ? List.of(Long.valueOf(Files.readString(pid).strip()))
                    : List.of();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The container runtime, what watches over each container, and the containers' own processes. */
    private List<Long> offspring() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(running + "/"))
                        .isPresent())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid)
                .distinct()
                .toList();
    }

    private static void unmountBelow(Path directory) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            mounts.map(line -> line.split(" ", -1)[1])
                    .filter(mounted -> mounted.startsWith(directory + "/"))
                    .sorted(Comparator.reverseOrder())
                    .forEach(mounted -> Cli.run(List.of("umount", "-l", mounted)));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** What the engine wrote so far, debugging included. */
    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Those of the words that lie anywhere on the engine's bare disk, also where no file is any more. */
    Set<String> onDisk(Collection<String> words) {
        Cli.must(List.of("sync", "-f", files.toString()));
        Path patterns = home.resolve("words");
        try {
            Files.writeString(patterns, String.join("\n", words) + "\n");
            Cli.Result found =
                    Cli.run(List.of("env", "LC_ALL=C", "grep", "-aohF", "-f", patterns.toString(), disk.toString()));
            Files.delete(patterns);
            return Set.copyOf(new HashSet<>(List.of(new String(found.bytes(), UTF_8).split("\n", -1))));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Fills the disk under the engine until it can make no container, whatever it gave free meanwhile. */
    void fillDisk(String image) {
        // Whole pieces first, then what is left of them.
        Cli.run(List.of("dd", "if=/dev/zero", "of=" + files.resolve(BALLAST), "bs=1M"));
        Cli.Result made;
        do {
            Cli.run(List.of(
                    "dd",
                    "if=/dev/zero",
                    "of=" + files.resolve(BALLAST + "-crumbs"),
                    "bs=4k",
                    "oflag=append",
                    "conv=notrunc"));
            Cli.must(List.of("sync", "-f", files.toString()));
            made = docker().run("create", image, "true");
        } while (made.status() == 0);
    }

    void freeDisk() {
        Cli.must(List.of(
                "rm",
                "-f",
                files.resolve(BALLAST).toString(),
                files.resolve(BALLAST + "-crumbs").toString()));
    }

    @Override
    public void close() {
        end(End.POWER_CUT);
        Cli.run(List.of("umount", "-l", files.toString()));
        Cli.run(List.of("rm", "-rf", home.toString()));
    }
}
