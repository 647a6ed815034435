package io.sealbook.worker.place;

/** What an engine says about itself and its host; another start of it may change any of this but the processor. */
public record Host(String version, String kernel, boolean liveRestore) {}
