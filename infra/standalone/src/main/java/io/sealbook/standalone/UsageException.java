package io.sealbook.standalone;

/** What the person at the terminal asked for cannot be done, and the message says why in a sentence. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
