package io.sealbook.worker.place;

import io.sealbook.api.event.VersionedPath;
import java.util.List;

/** The files of which generation lie somewhere, and which values they are. Never the values themselves. */
public record Contents(int generation, List<VersionedPath> versions) {
    public Contents {
        versions = List.copyOf(versions);
    }
}
