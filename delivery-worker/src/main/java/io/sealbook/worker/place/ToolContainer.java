package io.sealbook.worker.place;

import java.util.Optional;

/** A tool while it is used; closing removes it from the engine. */
record ToolContainer(Engine engine, String id, Runnable afterwards) implements Hatch {
    @Override
    public void put(String directory, Tar tar) {
        engine.put(id, directory, tar.bytes());
    }

    @Override
    public Optional<byte[]> read(String file) {
        return engine.read(id, file);
    }

    @Override
    public void close() {
        try {
            engine.remove(id);
        } finally {
            afterwards.run();
        }
    }
}
