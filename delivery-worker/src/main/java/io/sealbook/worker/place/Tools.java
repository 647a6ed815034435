package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Containers of the worker's own one-file image, through which it reaches memory on the engine's host, so the worker may
 * be a container itself. Writing needs a tool that is never started, since the engine unpacks archives into mounts of a
 * container that only exists; looking and wiping need one that runs.
 */
final class Tools {
    /** Where a tool has what it works on. */
    static final String SEEN_AT = "/host";

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Bounds BOUNDS = new Bounds(null, null, 16, true);
    private static final List<String> IDLE = List.of("--look", SEEN_AT);

    private final Engine engine;
    private final TargetName target;
    // What this process is using at this moment; the sweeper leaves it alone however old it looks.
    private final Set<String> inUse = ConcurrentHashMap.newKeySet();

    Tools(Engine engine, TargetName target) {
        this.engine = engine;
        this.target = target;
    }

    /** How a run ended, and what it printed. */
    record Ran(int status, String output) {}

    /** Runs the broom once. {@code mounted} is what it sees at {@link #SEEN_AT}. */
    Ran run(@Nullable DeploymentId served, List<String> command, Mount mounted) {
        try (ToolContainer tool = make(served, command, mounted)) {
            engine.start(tool.id()).ifPresent(problem -> {
                throw new MemoryUnfit("the memory of the engine's host cannot be used: " + problem);
            });
            int status = engine.await(tool.id(), DEADLINE);
            return new Ran(status, engine.output(tool.id()));
        }
    }

    /** Whether the host has swap, found without touching any memory for secrets. */
    boolean hostSwaps() {
        return MemoryLook.read(run(null, IDLE, new Mount.Scratch(SEEN_AT)).output(), SEEN_AT)
                .hostSwaps();
    }

    /** A tool that is never started: archives are written and read through it. */
    ToolContainer idle(@Nullable DeploymentId served, Mount mounted) {
        return make(served, IDLE, mounted);
    }

    /** Whether the engine still has the tool of this id. */
    boolean exists(String id) {
        return engine.tools(target).stream().anyMatch(tool -> tool.id().equals(id));
    }

    boolean use(Tool tool) {
        return inUse.contains(tool.name());
    }

    private ToolContainer make(@Nullable DeploymentId served, List<String> command, Mount mounted) {
        String name = "sealbook-tool-" + Salt.of(6);
        Map<String, String> labels = new HashMap<>(Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.TOOL));
        if (served != null) {
            labels.put(Labels.DEPLOYMENT, served.value());
        }
        Blueprint blueprint = new Blueprint(
                name, image(), List.of("/broom"), command, Map.of(), labels, List.of(mounted), "", Kind.TOOL, BOUNDS);
        inUse.add(name);
        try {
            return make(name, blueprint);
        } catch (RuntimeException failed) {
            // The engine may have made it nevertheless: then the sweeper finds it.
            inUse.remove(name);
            throw failed;
        }
    }

    private ToolContainer make(String name, Blueprint blueprint) {
        return switch (engine.create(blueprint)) {
            case Creation.Made(String id) -> new ToolContainer(engine, id, () -> inUse.remove(name));
            case Creation.NameTaken() -> throw new EngineFault("the name " + name + " is taken", true, null);
            case Creation.Unfit(String problem) ->
                throw new MemoryUnfit(advice(blueprint.mounts().getFirst(), problem));
        };
    }

    private static String advice(Mount mounted, String problem) {
        return switch (mounted) {
            case Mount.Directory directory ->
                "the engine's host offers no " + directory.source() + " (" + problem + "). As root there: mkdir -p "
                        + directory.source() + " && " + MemoryLook.advice(directory.source());
            case Mount.Volume _, Mount.Scratch _ -> "the engine makes no tool for the worker: " + problem;
        };
    }

    /** The image of the worker's own program, on the engine. */
    String image() {
        byte[] broom = Program.BROOM
                .forArchitecture(engine.architecture())
                .orElseThrow(() -> new MemoryUnfit("this build of the worker has no tools for " + engine.architecture()
                        + ": build it on such a machine"));
        return ProgramImage.of("sealbook/broom", List.of(new Aid("broom", 0755, broom)), engine.architecture())
                .on(engine);
    }
}
