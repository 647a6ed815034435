package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what dead workers left: their tools and gates, and directories and volumes that no container names. Unless it is
 * simply made again by whoever misses it, only what is old enough counts, because another worker on the same engine may be
 * about to use the rest. One thread sweeps.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final Engine engine;
    private final Shelves shelves;
    private final TargetName target;
    private final Duration grace;
    // Volumes tell no age: they go when two sweeps, a grace apart, found them without a container.
    private Set<MemoryVolume> suspects = Set.of();

    public Sweeper(Engine engine, Shelves shelves, TargetName target, Duration grace) {
        this.engine = engine;
        this.shelves = shelves;
        this.target = target;
        this.grace = grace;
    }

    public void sweep() {
        sweepTools();
        sweepVolumes();
        // A worker that prefers volumes may work on an engine whose host has no memory root.
        if (shelves.root().isFit()) {
            sweepDirectories();
        }
        shelves.gates().sweep();
    }

    private void sweepTools() {
        Instant now = Instant.now();
        for (Tool tool : engine.tools(target)) {
            if (!shelves.tools().use(tool) && !now.isBefore(tool.created().plus(grace))) {
                LOG.info("removing the left-over tool {}", tool.name());
                engine.remove(tool.id());
            }
        }
    }

    private void sweepVolumes() {
        Volumes volumes = shelves.volumes();
        // Look first, list afterwards: a volume that gets its container in between is found in use.
        List<MemoryVolume> seen = engine.volumes(target);
        Set<Memory> inUse = Set.copyOf(engine.memoriesInUse());
        Set<MemoryVolume> orphans = seen.stream()
                .filter(volume -> !inUse.contains(volume) && !volumes.uses(volume))
                .collect(Collectors.toSet());
        for (MemoryVolume orphan : orphans) {
            if (suspects.contains(orphan)) {
                LOG.info("removing the volume {} that no container names", orphan);
                volumes.wipe(orphan);
                volumes.discard(orphan);
            }
        }
        suspects = orphans;
    }

    private void sweepDirectories() {
        MemoryRoot root = shelves.root();
        MemoryLook seen = root.look();
        Set<Memory> inUse = Set.copyOf(engine.memoriesInUse());
        List<MemoryDirectory> orphans = seen.entries().stream()
                .filter(entry -> entry.age().compareTo(grace) >= 0)
                .flatMap(entry -> MemoryDirectory.named(entry.name()).stream())
                .filter(directory -> !inUse.contains(directory) && !root.uses(directory))
                .toList();
        if (!orphans.isEmpty()) {
            LOG.info("wiping {} directories that no container names", orphans.size());
            root.wipe(null, orphans);
        }
    }
}
