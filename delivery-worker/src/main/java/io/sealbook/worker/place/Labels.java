package io.sealbook.worker.place;

/** The labels on everything that a worker makes: all that a restarted worker needs to find its work again. */
final class Labels {
    static final String DEPLOYMENT = "io.sealbook.deployment";
    static final String GENERATION = "io.sealbook.generation";
    static final String TARGET = "io.sealbook.target";
    static final String ROLE = "io.sealbook.role";
    /** Names, modes and owners of the files, as JSON: needed to lay them out again after the host lost its memory. */
    static final String FILES = "io.sealbook.files";

    static final String APP = "app";
    static final String TOOL = "tool";
    static final String GATE = "gate";

    private Labels() {}
}
