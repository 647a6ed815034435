package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands before the commands of apps, in volumes that all of them share and none can write to: an engine unpacks
 * nothing into a root that cannot be written, and is slow at unpacking into each of the others.
 *
 * <p>A volume is written by the process that named it, until it is whole, and never while a container starts from it. An
 * engine that misses one makes it with the container, empty; so each container asks for it with a mark of its own, and the
 * mark that the volume has then tells whether it is the one that was filled.
 */
final class Gates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

    private final Engine engine;
    private final Tools tools;
    private final TargetName target;
    private final String process = Salt.of(6);
    // The mark that each volume of this process had when it was filled, by the volume's name.
    private final Map<String, String> filled = new ConcurrentHashMap<>();

    Gates(Engine engine, Tools tools, TargetName target) {
        this.engine = engine;
        this.tools = tools;
        this.target = target;
    }

    /** How a container gets them; before it starts they must be {@link #provide provided}. */
    Mount.Volume mount(List<Aid> aids) {
        return new Mount.Volume(plan(name(aids)), Aid.HOME, true);
    }

    /** Makes sure that they are in the volume which a container has that exists. */
    void provide(List<Aid> aids) {
        String name = name(aids);
        if (!isFilled(name)) {
            fill(name, aids);
        }
    }

    private boolean isFilled(String name) {
        String mark = filled.get(name);
        return mark != null && mark.equals(mark(name));
    }

    private synchronized void fill(String name, List<Aid> aids) {
        if (!isFilled(name)) {
            write(name, aids);
        }
    }

    private void write(String name, List<Aid> aids) {
        try (ToolContainer tool = tools.idle(null, new Mount.Volume(plan(name), Tools.SEEN_AT, false))) {
            // The tool keeps it in being, so this is the mark of what is written.
            String mark = mark(name);
            tool.put(Tools.SEEN_AT, Aid.archive(aids));
            filled.put(name, mark);
        }
    }

    private String mark(String name) {
        return Optional.ofNullable(engine.volumeLabels(name).get(Labels.MARK))
                .orElseThrow(() -> new EngineFault("the volume " + name + " is none that Sealbook made", true, null));
    }

    /** Whether a container still has the volume that it was made with. One that was made without lacks nothing. */
    boolean isThere(String container) {
        return lost(container).isEmpty();
    }

    /** Makes the volume anew that a container was made with and that the engine has lost. */
    synchronized void restore(String container, List<Aid> aids) {
        lost(container).ifPresent(name -> write(name, aids));
    }

    private Optional<String> lost(String container) {
        return Optional.ofNullable(engine.gatesInUse().get(container))
                .filter(name -> !engine.gates(target).contains(name));
    }

    /** Removes those of processes that are gone; a living one makes its own anew. */
    void sweep() {
        removeUnused(engine.gates(target).stream()
                .filter(name -> !name.endsWith(process))
                .toList());
    }

    /** Removes those of this process. */
    @Override
    public void close() {
        removeUnused(filled.keySet());
    }

    // The engine may have forgotten what its containers have (moby#41686), and would remove that, too.
    private void removeUnused(Collection<String> names) {
        Set<String> used = Set.copyOf(engine.gatesInUse().values());
        for (String name : names) {
            try {
                if (!used.contains(name)) {
                    engine.removeVolume(name);
                }
            } catch (EngineFault fault) {
                LOG.debug("the gate {} stays", name, fault);
            }
        }
    }

    private VolumePlan plan(String name) {
        return new VolumePlan(
                name,
                Map.of(),
                Map.of(Labels.TARGET, target.value(), Labels.ROLE, Labels.GATE, Labels.MARK, Salt.of(6)));
    }

    private String name(List<Aid> aids) {
        return "sealbook-gate-" + Aid.digest(aids).hex().substring(0, 12) + "-" + process;
    }
}
