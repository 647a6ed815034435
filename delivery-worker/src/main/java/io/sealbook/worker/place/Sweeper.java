package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what dead workers left: their tools, and directories that no container names. Only what is old enough counts,
 * because another worker on the same engine may be about to use the rest.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final Engine engine;
    private final MemoryRoot memory;
    private final TargetName target;
    private final Duration grace;

    public Sweeper(Engine engine, MemoryRoot memory, TargetName target, Duration grace) {
        this.engine = engine;
        this.memory = memory;
        this.target = target;
        this.grace = grace;
    }

    public void sweep() {
        Instant now = Instant.now();
        for (Tool tool : engine.tools(target)) {
            if (!memory.tools().use(tool) && !now.isBefore(tool.created().plus(grace))) {
                LOG.info("removing the left-over tool {}", tool.name());
                engine.remove(tool.id());
            }
        }
        // Look first, list afterwards: a directory that gets its container in between is found in use.
        MemoryLook seen = memory.look();
        Set<MemoryDirectory> inUse = Set.copyOf(engine.directoriesInUse());
        List<MemoryDirectory> orphans = seen.entries().stream()
                .filter(entry -> entry.age().compareTo(grace) >= 0)
                .flatMap(entry -> MemoryDirectory.named(entry.name()).stream())
                .filter(directory -> !inUse.contains(directory) && !memory.uses(directory))
                .toList();
        if (!orphans.isEmpty()) {
            LOG.info("wiping {} directories that no container names", orphans.size());
            memory.wipe(null, orphans);
        }
    }
}
