package io.sealbook.standalone.postgres;

/** The embedded database cannot be served. The message is a sentence for whoever started Sealbook. */
public final class EmbeddedDatabaseException extends RuntimeException {
    EmbeddedDatabaseException(String message) {
        super(message);
    }

    EmbeddedDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
