package io.sealbook.worker.place;

/**
 * What an engine says about itself and its host; another start of it may change any of this but the processor.
 *
 * @param mapsUsers whether a container's user 0 is another user on the host
 */
public record Host(String version, String kernel, boolean liveRestore, boolean mapsUsers) {}
