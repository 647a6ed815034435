package io.sealbook.worker.place;

import java.util.Map;

/** What keepers do while they hold a volume. */
sealed interface Keeping permits Idle, Agent {
    /** The container of one that sees the volume at {@link Tools#SEEN_AT}. */
    Blueprint keeper(MemoryVolume volume, Blueprint.Mount mount, Map<String, String> labels);
}
