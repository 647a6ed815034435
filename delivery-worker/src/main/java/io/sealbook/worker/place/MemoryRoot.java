package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tmpfs on the engine's host in which every secret lies, reached through the engine alone: tools of the worker's own
 * one-file image mount it, so the worker may be a container itself. Writing needs a tool that is never started, since
 * the engine unpacks archives into mounts of a container that only exists; looking and wiping need one that runs.
 */
public final class MemoryRoot {
    static final String SEEN_AT = "/host";

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Bounds BOUNDS = new Bounds(null, null, 16, true);

    private final Engine engine;
    private final TargetName target;
    private final Path root;
    private final LocalMount mount;
    private final SecureRandom random = new SecureRandom();
    // What this process is using at this moment; the sweeper leaves it alone however old it looks.
    private final Set<String> toolsInUse = ConcurrentHashMap.newKeySet();
    private final Set<MemoryDirectory> reserved = ConcurrentHashMap.newKeySet();

    public MemoryRoot(Engine engine, TargetName target, Path root, LocalMount mount) {
        this.engine = engine;
        this.target = target;
        this.root = root;
        this.mount = mount;
    }

    /** Mounts the root if it is missing and this process can, and refuses to go on where a secret could reach a disk. */
    public void prepare() {
        mount.ensure();
        look();
    }

    MemoryLook look() {
        MemoryLook seen = MemoryLook.read(run(null, List.of("--look", SEEN_AT)).output(), SEEN_AT);
        seen.objection(root.toString(), mount.owners()).ifPresent(objection -> {
            throw new MemoryUnfit(objection);
        });
        return seen;
    }

    /** Opens a directory for reading its state or filling it. Whoever opens it closes it. */
    Staging open(MemoryDirectory directory) {
        reserved.add(directory);
        try {
            ToolContainer tool = tool(directory.deployment(), List.of("--look", SEEN_AT), writable());
            return new Staging(engine, tool, directory, () -> reserved.remove(directory));
        } catch (RuntimeException failed) {
            reserved.remove(directory);
            throw failed;
        }
    }

    /** Overwrites and removes directories. Those that are gone already are fine. */
    void wipe(@Nullable DeploymentId served, Collection<MemoryDirectory> directories) {
        if (directories.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("--wipe", SEEN_AT));
        directories.forEach(directory -> command.add(directory.name()));
        if (run(served, command).status() != 0) {
            throw new EngineFault("a directory below " + root + " could not be wiped", true, null);
        }
    }

    boolean uses(Tool tool) {
        return toolsInUse.contains(tool.name());
    }

    boolean uses(MemoryDirectory directory) {
        return reserved.contains(directory);
    }

    Mount.Directory mountOf(MemoryDirectory directory) {
        return new Mount.Directory(root.resolve(directory.name()).toString(), Placement.SECRETS, true);
    }

    /** Makes sure that a volume holds this one file, for containers whose own root cannot be written. */
    void provide(String volume, String file, byte[] content) {
        engine.createVolume(volume);
        try (ToolContainer tool = tool(null, List.of("--look", SEEN_AT), new Mount.Volume(volume, SEEN_AT, false))) {
            boolean there = engine.read(tool.id(), SEEN_AT + "/" + file)
                    .filter(found -> Arrays.equals(found, content))
                    .isPresent();
            if (!there) {
                engine.put(tool.id(), SEEN_AT, Tar.of(file, 0755, content).bytes());
            }
        }
    }

    private record Ran(int status, String output) {}

    private Ran run(@Nullable DeploymentId served, List<String> command) {
        try (ToolContainer tool = tool(served, command, writable())) {
            engine.start(tool.id()).ifPresent(problem -> {
                throw new MemoryUnfit("the memory root " + root + " cannot be used: " + problem);
            });
            int status = engine.await(tool.id(), DEADLINE);
            return new Ran(status, engine.output(tool.id()));
        }
    }

    private Mount writable() {
        return new Mount.Directory(root.toString(), SEEN_AT, false);
    }

    private ToolContainer tool(@Nullable DeploymentId served, List<String> command, Mount mounted) {
        String name = "sealbook-tool-" + salt();
        Map<String, String> labels = new HashMap<>(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.TOOL));
        if (served != null) {
            labels.put(Labels.DEPLOYMENT, served.value());
        }
        Blueprint blueprint = new Blueprint(
                name, image(), List.of("/broom"), command, Map.of(), labels, List.of(mounted), "", Kind.TOOL, BOUNDS);
        toolsInUse.add(name);
        try {
            return tool(name, blueprint);
        } catch (RuntimeException failed) {
            // The engine may have made it nevertheless: then the sweeper finds it.
            toolsInUse.remove(name);
            throw failed;
        }
    }

    private ToolContainer tool(String name, Blueprint blueprint) {
        return switch (engine.create(blueprint)) {
            case Creation.Made(String id) -> new ToolContainer(engine, id, () -> toolsInUse.remove(name));
            case Creation.NameTaken() -> throw new EngineFault("the name " + name + " is taken", true, null);
            case Creation.Unfit(String problem) ->
                throw new MemoryUnfit("the engine's host offers no " + root + " (" + problem + "). As root there: "
                        + "mkdir -p " + root + " && " + MemoryLook.advice(root.toString()));
        };
    }

    private String image() {
        byte[] broom = Program.BROOM
                .forArchitecture(engine.architecture())
                .orElseThrow(() -> new MemoryUnfit("this build of the worker has no tools for " + engine.architecture()
                        + ": build it on such a machine"));
        OneFileImage wanted = OneFileImage.of("sealbook/broom", "broom", broom, engine.architecture());
        return engine.image(wanted.reference())
                .or(() -> {
                    engine.load(wanted.archive());
                    return engine.image(wanted.reference());
                })
                .orElseThrow(() -> new EngineFault("the image " + wanted.reference() + " was not kept", true, null))
                .id();
    }

    private String salt() {
        byte[] salt = new byte[6];
        random.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }
}
