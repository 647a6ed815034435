package io.sealbook.worker.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mounts the memory root when this process may: as root, and with the engine on this machine. Whether the result is good
 * enough is not decided here but by what the engine sees.
 */
public final class LocalMount {
    static final String OPTIONS = "size=64m,mode=0700,nosuid,nodev,noexec";
    static final String NEVER_SWAPPED = "noswap";
    private static final int ROOT = 0;

    private static final Logger LOG = LoggerFactory.getLogger(LocalMount.class);

    private final Path root;
    private final boolean engineIsHere;

    public LocalMount(Path root, boolean engineIsHere) {
        this.root = root;
        this.engineIsHere = engineIsHere;
    }

    void ensure() {
        try {
            if (!byRoot() || isMounted()) {
                return;
            }
            Files.createDirectories(root);
            if (mount(OPTIONS + "," + NEVER_SWAPPED)) {
                LOG.info("mounted a tmpfs that is never swapped at {}", root);
            } else if (mount(OPTIONS)) {
                LOG.info("mounted a tmpfs at {}; this kernel does not know noswap", root);
            } else {
                LOG.warn("could not mount a tmpfs at {}", root);
            }
        } catch (IOException impossible) {
            LOG.warn("could not prepare {}: {}", root, impossible.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Root; and this process's own user where the engine is at hand, which obeys that user like root. */
    Set<Integer> owners() {
        try {
            return engineIsHere ? Set.copyOf(List.of(ROOT, self())) : Set.of(ROOT);
        } catch (IOException unknown) {
            LOG.debug("this process cannot tell its own user", unknown);
            return Set.of(ROOT);
        }
    }

    /** Whether this process is root, with the engine at hand. */
    boolean byRoot() {
        try {
            return engineIsHere && self() == ROOT;
        } catch (IOException unknown) {
            LOG.debug("this process cannot tell its own user", unknown);
            return false;
        }
    }

    private static int self() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private boolean isMounted() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1))
                .anyMatch(fields -> fields.length > 4 && fields[4].equals(root.toString()));
    }

    private boolean mount(String options) throws IOException, InterruptedException {
        Process mount = new ProcessBuilder(List.of("mount", "-t", "tmpfs", "-o", options, "sealbook", root.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0;
    }
}
