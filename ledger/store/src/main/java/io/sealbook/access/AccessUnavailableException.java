package io.sealbook.access;

/** It is not known who may do what right now. Callers answer 503 and ask to come back. */
public final class AccessUnavailableException extends RuntimeException {
    public AccessUnavailableException() {
        super("permissions may be out of date");
    }
}
