package io.sealbook.worker.place;

import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.redeem.Delivered;
import java.util.List;
import java.util.Optional;

/** One memory directory, open for filling. Closing it gives back the tool, not the directory. */
final class Staging implements AutoCloseable {
    private final Engine engine;
    private final ToolContainer tool;
    private final MemoryDirectory directory;
    private final Runnable afterwards;

    Staging(Engine engine, ToolContainer tool, MemoryDirectory directory, Runnable afterwards) {
        this.engine = engine;
        this.tool = tool;
        this.directory = directory;
        this.afterwards = afterwards;
    }

    /** Makes the empty directory: a container that mounts it cannot be created before. */
    void reserve() {
        try (Tar tar = Tar.sized(1, List.of()).directory(directory.name(), 0755)) {
            engine.put(tool.id(), MemoryRoot.SEEN_AT, tar.bytes());
        }
    }

    /** Which values the directory holds; empty while it is not whole. */
    Optional<List<VersionedPath>> versions() {
        return engine.read(tool.id(), path() + "/" + Layout.READY).flatMap(Layout::versions);
    }

    /**
     * Lays out the files. {@code .ready} is the commit point: the engine unpacks in order, and an archive that was cut
     * short, or an answer that lied, leaves a directory without it, which is thrown away and made again.
     */
    void fill(Delivered delivered, List<Orders.File> files, Owner owner) {
        try (Tar tar = Layout.archive(delivered, files, owner)) {
            engine.put(tool.id(), path(), tar.bytes());
        }
        if (versions().isEmpty()) {
            throw new EngineFault("the engine took the secrets but they are not there", true, null);
        }
    }

    private String path() {
        return MemoryRoot.SEEN_AT + "/" + directory.name();
    }

    @Override
    public void close() {
        try {
            tool.close();
        } finally {
            afterwards.run();
        }
    }
}
