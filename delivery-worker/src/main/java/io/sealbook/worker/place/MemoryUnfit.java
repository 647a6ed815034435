package io.sealbook.worker.place;

/** The engine's host has no place where secrets could lie without reaching a disk. The message says what to do. */
public final class MemoryUnfit extends RuntimeException {
    MemoryUnfit(String message) {
        super(message);
    }
}
