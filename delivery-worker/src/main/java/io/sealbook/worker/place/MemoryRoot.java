package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tmpfs on the engine's host with a directory for every container. Reached through the engine, or directly where this
 * process is on that host as root and the engine sees users as it does.
 */
public final class MemoryRoot implements AutoCloseable {
    private final Engine engine;
    private final Tools tools;
    private final StandingTool tool;
    private final HostHatch direct;
    private final Path root;
    private final LocalMount mount;
    private volatile boolean fit;
    // What this process is using at this moment; the sweeper leaves it alone however old it looks.
    private final Set<MemoryDirectory> reserved = ConcurrentHashMap.newKeySet();

    public MemoryRoot(Engine engine, TargetName target, Path root, LocalMount mount) {
        this.engine = engine;
        this.tools = new Tools(engine, target);
        this.direct = new HostHatch(root, Tools.SEEN_AT);
        this.root = root;
        this.mount = mount;
        this.tool = new StandingTool(() -> tools.idle(null, writable()), tools::exists);
    }

    /** Mounts the root if it is missing and this process can, and refuses to go on where a secret could reach a disk. */
    public void prepare() {
        mount();
        look();
    }

    void mount() {
        mount.ensure();
    }

    /** Whether the last look found it good enough; false before the first. */
    boolean isFit() {
        return fit;
    }

    MemoryLook look() {
        MemoryLook seen = mount.byRoot() && !engine.host().mapsUsers() ? direct.compare(this::see) : see();
        Optional<String> objection = seen.objection(root.toString(), mount.owners());
        fit = objection.isEmpty();
        objection.ifPresent(problem -> {
            throw new MemoryUnfit(problem);
        });
        return seen;
    }

    private MemoryLook see() {
        return MemoryLook.read(
                tools.run(null, List.of("--look", Tools.SEEN_AT), writable()).output(), Tools.SEEN_AT);
    }

    /**
     * Makes a directory, empty, and opens it: a container that mounts it cannot be created before.
     *
     * @param closed whether no container can write to it
     */
    Staging make(MemoryDirectory directory, boolean closed) {
        // Orders do not wait for the worker's own look: nothing is put where nobody has looked.
        if (!fit) {
            look();
        }
        Staging staging = open(directory, closed);
        try (Tar tar = Tar.sized(1, List.of()).directory(directory.name(), 0755)) {
            staging.unpack(Tools.SEEN_AT, tar);
            return staging;
        } catch (RuntimeException failed) {
            staging.close();
            throw failed;
        }
    }

    /**
     * Opens a directory for reading its state or filling it. Whoever opens it closes it.
     *
     * @param closed whether no container can write to it
     */
    Staging open(MemoryDirectory directory, boolean closed) {
        reserved.add(directory);
        Hatch hatch = closed && direct.isOpen() ? direct : tool;
        return new Staging(hatch, Tools.SEEN_AT + "/" + directory.name(), () -> reserved.remove(directory));
    }

    /**
     * Overwrites and removes a directory. Where this process can by itself, that is, also while the engine has no room
     * for a tool.
     *
     * @param closed whether no container could write to it
     */
    void wipe(MemoryDirectory directory, boolean closed) {
        if (closed && direct.isOpen()) {
            direct.wipe(Tools.SEEN_AT + "/" + directory.name());
        } else {
            wipe(directory.deployment(), List.of(directory));
        }
    }

    /** Overwrites and removes directories through the engine. Those that are gone already are fine. */
    void wipe(@Nullable DeploymentId served, Collection<MemoryDirectory> directories) {
        if (directories.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("--wipe", Tools.SEEN_AT));
        directories.forEach(directory -> command.add(directory.name()));
        if (tools.run(served, command, writable()).status() != 0) {
            throw new EngineFault("a directory below " + root + " could not be wiped", true, null);
        }
    }

    /** Lets the files that are read and those beside them change places, for every reader at once. */
    void swap(MemoryDirectory directory) {
        change("--swap", directory);
    }

    /** Overwrites and removes everything that is not read, half of an archive included. */
    void clear(MemoryDirectory directory) {
        change("--clear", directory);
    }

    private void change(String how, MemoryDirectory directory) {
        Tools.Ran ran = tools.run(directory.deployment(), List.of(how, Tools.SEEN_AT, directory.name()), writable());
        if (ran.status() != 0) {
            throw new EngineFault(
                    "the files of " + directory.name() + " could not be changed (" + how + ", exit status "
                            + ran.status() + ")",
                    true,
                    null);
        }
    }

    Tools tools() {
        return tools;
    }

    boolean uses(MemoryDirectory directory) {
        return reserved.contains(directory);
    }

    Mount.Directory mountOf(MemoryDirectory directory, boolean readOnly) {
        return new Mount.Directory(root.resolve(directory.name()).toString(), Placement.SECRETS, readOnly);
    }

    /** Removes what this process keeps on the engine for its own use. */
    @Override
    public void close() {
        tool.close();
    }

    private Mount writable() {
        return new Mount.Directory(root.toString(), Tools.SEEN_AT, false);
    }
}
