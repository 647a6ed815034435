package io.sealbook.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of PostgreSQL on a data directory. They outlive a JVM that was killed, so any may be there before a
 * start. The caller holds the {@link DirectoryLock}: whatever runs on the directory is ours to stop.
 *
 * <p>A server is known by its working directory, never by the number in {@code postmaster.pid} alone: after a restart
 * of the machine that number may be anybody's.
 */
final class ServerProcesses {
    private static final String SERVER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;

    ServerProcesses(Path data) {
        this.data = data;
    }

    /** Afterwards nothing runs on the directory, and its pid file will not keep a new server from starting. */
    void stop() throws IOException, InterruptedException {
        List<ProcessHandle> processes = running();
        if (!processes.isEmpty()) {
            stop(processes);
        }
        // PostgreSQL understands a pid file whose process is gone. It would refuse one that is empty, as after a power
        // failure, or whose number a zombie or a stranger has. Nobody works on the directory, so the file says nothing.
        if (!namesTheDead()) {
            Files.deleteIfExists(pidFile());
        }
    }

    private void stop(List<ProcessHandle> processes) throws IOException, InterruptedException {
        Optional<Long> postmaster = pidInFile();
        for (ProcessHandle process : processes) {
            if (postmaster.filter(pid -> pid == process.pid()).isPresent()) {
                interrupt(process.pid());
            } else if (!isServer(process.pid())) {
                process.destroy();
            }
            // The server's other processes end by themselves as soon as their parent is gone.
        }
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            if (!running().isEmpty()) {
                throw new EmbeddedDatabaseException(
                        "The PostgreSQL on " + data + " does not stop: processes "
                                + processes.stream().map(ProcessHandle::pid).toList() + ".",
                        e);
            }
        }
    }

    /** Asks for PostgreSQL's fast shutdown: clients are sent away, everything is written. */
    private static void interrupt(long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s INT \"$1\"", "sh", Long.toString(pid)).start();
        kill.waitFor(10, TimeUnit.SECONDS);
    }

    List<ProcessHandle> running() throws IOException {
        if (Files.notExists(data)) {
            return List.of();
        }
        Path directory = data.toRealPath();
        return ProcessHandle.allProcesses()
                .filter(process -> worksOn(process.pid(), directory))
                .toList();
    }

    private boolean worksOn(long pid, Path directory) {
        try {
            return switch (name(pid)) {
                case SERVER ->
                    Files.readSymbolicLink(process(pid).resolve("cwd")).equals(directory);
                case "initdb" -> arguments(pid).contains("--pgdata=" + data);
                default -> false;
            };
        } catch (IOException e) {
            return false; // ended meanwhile, or somebody else's
        }
    }

    private static boolean isServer(long pid) {
        try {
            return name(pid).equals(SERVER);
        } catch (IOException e) {
            return true; // ended meanwhile
        }
    }

    private static String name(long pid) throws IOException {
        return Files.readString(process(pid).resolve("comm")).strip();
    }

    private static List<String> arguments(long pid) throws IOException {
        return List.of(Files.readString(process(pid).resolve("cmdline")).split("\0", -1));
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private boolean namesTheDead() throws IOException {
        Optional<Long> pid = pidInFile();
        return pid.isPresent() && pid.flatMap(ProcessHandle::of).isEmpty();
    }

    private Optional<Long> pidInFile() throws IOException {
        if (Files.notExists(pidFile())) {
            return Optional.empty();
        }
        String first =
                Files.readString(pidFile()).lines().findFirst().orElse("").strip();
        return first.matches("[1-9][0-9]{0,9}") ? Optional.of(Long.valueOf(first)) : Optional.empty();
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
