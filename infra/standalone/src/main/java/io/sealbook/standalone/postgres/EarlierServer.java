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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server that an earlier Sealbook may have left on a data directory: it outlives a JVM that was killed.
 * The caller holds the {@link DirectoryLock}, so whatever runs on the directory is ours to stop.
 *
 * <p>A server is known by its working directory, never by the number in {@code postmaster.pid} alone: after a restart
 * of the machine that number may be anybody's.
 */
final class EarlierServer {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;

    EarlierServer(Path data) {
        this.data = data;
    }

    /** Afterwards nothing runs on the directory, and its pid file will not keep a new server from starting. */
    void settle() throws IOException, InterruptedException {
        List<ProcessHandle> processes = processes();
        if (!processes.isEmpty()) {
            LOG.info("An earlier PostgreSQL still runs on {}; stopping it", data);
            stop(processes);
        }
        // PostgreSQL would refuse to start while any process, even a zombie or a stranger, has the number in the file.
        // Nobody works on the directory any more, so the file says nothing.
        if (pidInFile().flatMap(ProcessHandle::of).isPresent()) {
            Files.deleteIfExists(pidFile());
        }
    }

    private void stop(List<ProcessHandle> processes) throws IOException, InterruptedException {
        Optional<Long> postmaster = pidInFile();
        for (ProcessHandle process : processes) {
            // The others end by themselves as soon as their postmaster is gone.
            if (postmaster.filter(pid -> pid == process.pid()).isPresent()) {
                interrupt(process.pid());
            }
        }
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            if (!processes().isEmpty()) {
                throw new EmbeddedDatabaseException(
                        "An earlier PostgreSQL on " + data + " does not stop: processes "
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

    List<ProcessHandle> processes() throws IOException {
        if (Files.notExists(data)) {
            return List.of();
        }
        Path directory = data.toRealPath();
        return ProcessHandle.allProcesses()
                .filter(process -> worksOn(process.pid(), directory))
                .toList();
    }

    private static boolean worksOn(long pid, Path directory) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory)
                    && Files.readString(process.resolve("comm")).strip().equals("postgres");
        } catch (IOException e) {
            return false; // ended meanwhile, or somebody else's
        }
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
