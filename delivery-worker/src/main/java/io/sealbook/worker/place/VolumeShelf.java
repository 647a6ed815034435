package io.sealbook.worker.place;

/** A volume in the host's memory with a keeper. It is lost when keeper and app end together, as with their engine. */
record VolumeShelf(Volumes volumes, MemoryVolume volume, Keeping keeping) implements Shelf {
    @Override
    public Blueprint.Mount mount() {
        return volumes.mount(volume, Placement.SECRETS, true);
    }

    @Override
    public Staging make() {
        return volumes.keep(volume, keeping);
    }

    @Override
    public Staging open() {
        return volumes.open(volume);
    }

    @Override
    public void swap() {
        volumes.change(volume, "--swap");
    }

    @Override
    public void clear() {
        volumes.change(volume, "--clear");
    }

    @Override
    public void hold() {
        volumes.hold(volume, keeping);
    }

    @Override
    public void wipe() {
        volumes.wipe(volume);
        // One that fetches does so once: whoever fills the volume again needs another.
        if (keeping instanceof Agent) {
            volumes.dismiss(volume);
        }
    }

    @Override
    public void discard() {
        volumes.discard(volume);
    }
}
