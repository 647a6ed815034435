package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands before the commands of apps, in volumes that all of them share and none can write to: an engine takes no
 * files into a root that cannot be written, and to unpack them into each container costs it more than to start one.
 *
 * <p>A volume is written by the process that named it, once, and never while a container starts from it. An engine that
 * misses one makes it with the container, empty; so each container asks for it with a mark of its own, and the mark that
 * the volume has then tells whether it is the one that was filled. From there on the container keeps it in being.
 */
final class Gates implements AutoCloseable {
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
        return new Mount.Volume(plan(name(aids)), "/" + Aid.HOME, true);
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
        if (isFilled(name)) {
            return;
        }
        try (ToolContainer tool = tools.idle(null, new Mount.Volume(plan(name), Tools.SEEN_AT, false))) {
            tool.put(Tools.SEEN_AT, Aid.archive(aids));
            filled.put(name, mark(name));
        }
    }

    private String mark(String name) {
        return Optional.ofNullable(engine.volumeLabels(name).get(Labels.MARK))
                .orElseThrow(() -> new EngineFault("the volume " + name + " is none that Sealbook made", true, null));
    }

    /** Removes those of processes that are gone. A container that has one keeps it, and a living process makes it anew. */
    void sweep() {
        engine.gates(target).stream().filter(name -> !name.endsWith(process)).forEach(engine::removeVolume);
    }

    /** Removes those of this process that no container has. */
    @Override
    public void close() {
        filled.keySet().forEach(engine::removeVolume);
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
