package io.sealbook.worker.place;

/**
 * The memory of one container within the worker's reach. Each call may be the last of a process that dies: what it
 * leaves is found by labels or by its name, and holds no secret that a container does not lead to.
 */
interface Shelf {
    /** How the container gets it. */
    Blueprint.Mount mount();

    /** Makes it, empty, and opens it for filling. Whoever opens it closes it. */
    Staging make();

    /** Opens it for a look at what it holds. Whoever opens it closes it. */
    Staging open();

    /** Lets the files that are read and those beside them change places, for every reader at once. */
    void swap();

    /** Overwrites and removes everything that is not read, half of an archive included. */
    void clear();

    /** Makes sure that what lies there outlives the container's end. */
    void hold();

    /** Overwrites and removes what lies there. What is gone already is fine. */
    void wipe();

    /** Lets go of what is left of it, after its container is gone. */
    void discard();
}
