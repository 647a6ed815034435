package io.sealbook.worker.place;

/** A container of ours that holds the mount of one volume. */
public record Keeper(String id, MemoryVolume volume, boolean running) {}
