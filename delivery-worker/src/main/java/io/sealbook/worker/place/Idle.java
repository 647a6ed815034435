package io.sealbook.worker.place;

import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.List;
import java.util.Map;

/** A keeper that does nothing but hold its volume. */
record Idle(Tools tools) implements Keeping {
    /** Makes a container hold what it sees at {@link Tools#SEEN_AT}. */
    static final List<String> COMMAND = List.of("--keep", Tools.SEEN_AT);

    private static final Bounds BOUNDS = new Bounds(null, null, 16, true);

    @Override
    public Blueprint keeper(MemoryVolume volume, Mount mount, Map<String, String> labels) {
        return new Blueprint(
                volume.keeper(),
                tools.image(),
                List.of("/broom"),
                COMMAND,
                Map.of(),
                labels,
                List.of(mount),
                "",
                Kind.KEEPER,
                BOUNDS);
    }
}
