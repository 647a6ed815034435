package io.sealbook.worker.place;

/**
 * A directory of the host's tmpfs. It lives as long as nobody removes it and the host is not restarted.
 *
 * @param readOnly for its container
 */
record HostShelf(MemoryRoot root, MemoryDirectory directory, boolean readOnly) implements Shelf {
    @Override
    public Blueprint.Mount mount() {
        return root.mountOf(directory, readOnly);
    }

    @Override
    public Staging make() {
        return root.make(directory, readOnly);
    }

    @Override
    public Staging open() {
        return root.open(directory, readOnly);
    }

    @Override
    public void swap() {
        root.swap(directory);
    }

    @Override
    public void clear() {
        root.clear(directory);
    }

    @Override
    public void hold() {
        // The host's own mount does.
    }

    @Override
    public void wipe() {
        root.wipe(directory, readOnly);
    }

    @Override
    public void discard() {
        // Wiping has removed it.
    }
}
