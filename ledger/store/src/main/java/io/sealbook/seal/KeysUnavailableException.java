package io.sealbook.seal;

/** The key database does not answer right now; nothing was sealed or opened. Callers answer 503. */
public final class KeysUnavailableException extends RuntimeException {
    KeysUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
