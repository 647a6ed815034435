package io.sealbook.worker.place;

/** A tool while it is used; closing removes it from the engine. */
record ToolContainer(Engine engine, String id, Runnable afterwards) implements AutoCloseable {
    @Override
    public void close() {
        try {
            engine.remove(id);
        } finally {
            afterwards.run();
        }
    }
}
