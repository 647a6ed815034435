package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Volumes in memory, one for every container. What lies in one is there as long as a container that mounts it runs:
 * therefore each has a keeper, a container that does nothing else and outlives every start of the app.
 */
final class Volumes {
    private final Engine engine;
    private final Tools tools;
    private final TargetName target;
    private volatile @Nullable Host seen;
    // What this process is using at this moment; the sweeper leaves it alone.
    private final Set<MemoryVolume> reserved = ConcurrentHashMap.newKeySet();

    Volumes(Engine engine, Tools tools, TargetName target) {
        this.engine = engine;
        this.tools = tools;
        this.target = target;
    }

    /** Why no secret may lie in a volume of this engine now. */
    Optional<String> objection() {
        Host host = engine.host();
        seen = host;
        return VolumeRules.objection(host)
                .or(() -> VolumeRules.neverSwaps(host) || !tools.hostSwaps()
                        ? Optional.empty()
                        : Optional.of("the engine's host swaps, and its kernel (" + host.kernel()
                                + ") cannot keep volumes out of its swap: turn swap off, or use Linux 6.4 or newer"));
    }

    /**
     * Makes sure that the volume is there, in memory and held by its keeper, and opens it. Before this returns no secret
     * is in it; afterwards the keeper stands between it and being forgotten.
     */
    Staging keep(MemoryVolume volume, Keeping keeping) {
        reserved.add(volume);
        try {
            VolumePlan plan = plan(volume);
            if (!engine.createVolume(plan).equals(plan.options())) {
                throw new EngineFault(
                        "the volume " + volume + " is there already and not what it should be", true, null);
            }
            hold(volume, keeping);
            return open(volume);
        } catch (RuntimeException failed) {
            reserved.remove(volume);
            throw failed;
        }
    }

    /** Opens a volume for a look; nothing that is written without a keeper stays. Whoever opens it closes it. */
    Staging open(MemoryVolume volume) {
        reserved.add(volume);
        try {
            ToolContainer tool = tools.idle(volume.deployment(), mount(volume, Tools.SEEN_AT, false));
            return new Staging(tool, Tools.SEEN_AT, () -> {
                try {
                    tool.close();
                } finally {
                    reserved.remove(volume);
                }
            });
        } catch (RuntimeException failed) {
            reserved.remove(volume);
            throw failed;
        }
    }

    /** Starts the keeper, or makes it. The engine restarts it by itself, unless somebody killed it by hand. */
    void hold(MemoryVolume volume, Keeping keeping) {
        String id = keeper(volume).map(Keeper::id).orElseGet(() -> makeKeeper(volume, keeping));
        engine.start(id).ifPresent(problem -> {
            throw new EngineFault("the keeper of " + volume + " does not start: " + problem, true, null);
        });
        if (keeper(volume).filter(Keeper::running).isEmpty()) {
            throw new EngineFault("the keeper of " + volume + " does not keep running", true, null);
        }
    }

    /** The volumes whose keeper runs. */
    Set<MemoryVolume> kept() {
        return engine.keepers(target).stream()
                .filter(Keeper::running)
                .map(Keeper::volume)
                .collect(Collectors.toSet());
    }

    private String makeKeeper(MemoryVolume volume, Keeping keeping) {
        Mount mount = mount(volume, Tools.SEEN_AT, false);
        return switch (engine.create(keeping.keeper(volume, mount, labels(volume, Labels.KEEPER)))) {
            case Creation.Made(String id) -> id;
            case Creation.NameTaken() -> throw new EngineFault("the name " + volume.keeper() + " is taken", true, null);
            case Creation.Unfit(String problem) -> throw new EngineFault(problem, true, null);
        };
    }

    Optional<Keeper> keeper(MemoryVolume volume) {
        return engine.keepers(target).stream()
                .filter(keeper -> keeper.volume().equals(volume))
                .findFirst();
    }

    /** Lets the broom change what lies in a volume. */
    void change(MemoryVolume volume, String how) {
        Tools.Ran ran =
                tools.run(volume.deployment(), List.of(how, Tools.SEEN_AT, "."), mount(volume, Tools.SEEN_AT, false));
        if (ran.status() != 0) {
            throw new EngineFault(
                    "the files of " + volume + " could not be changed (" + how + ", exit status " + ran.status() + ")",
                    true,
                    null);
        }
    }

    /** Overwrites and removes what lies in a volume. One that is gone already is fine. */
    void wipe(MemoryVolume volume) {
        if (engine.volumes(target).contains(volume)
                && tools.run(
                                        volume.deployment(),
                                        List.of("--empty", Tools.SEEN_AT),
                                        mount(volume, Tools.SEEN_AT, false))
                                .status()
                        != 0) {
            throw new EngineFault("the volume " + volume + " could not be wiped", true, null);
        }
    }

    /** Removes keeper and volume; false while something else holds it. */
    boolean discard(MemoryVolume volume) {
        dismiss(volume);
        return engine.removeVolume(volume.name());
    }

    /** Removes the keeper. What lies in the volume goes with it, unless a container that mounts it runs. */
    void dismiss(MemoryVolume volume) {
        keeper(volume).ifPresent(keeper -> engine.remove(keeper.id()));
    }

    boolean uses(MemoryVolume volume) {
        return reserved.contains(volume);
    }

    // With its options, so that an engine that misses the volume makes one in memory and never one on its disk.
    Mount.Volume mount(MemoryVolume volume, String at, boolean readOnly) {
        return new Mount.Volume(plan(volume), at, readOnly);
    }

    private VolumePlan plan(MemoryVolume volume) {
        Host host = seen;
        return new VolumePlan(
                volume.name(), VolumeRules.options(host == null ? engine.host() : host), labels(volume, Labels.MEMORY));
    }

    private Map<String, String> labels(MemoryVolume volume, String role) {
        return Map.of(
                Labels.DEPLOYMENT, volume.deployment().value(),
                Labels.GENERATION, Integer.toString(volume.generation()),
                Labels.TARGET, target.value(),
                Labels.ROLE, role);
    }
}
