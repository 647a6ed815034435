package io.sealbook.worker.place;

/** What became of the wish to create a container. */
public sealed interface Creation {
    record Made(String id) implements Creation {}

    record NameTaken() implements Creation {}

    /** The engine will never create this; its own words. */
    record Unfit(String problem) implements Creation {}
}
