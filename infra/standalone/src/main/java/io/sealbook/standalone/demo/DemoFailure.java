package io.sealbook.standalone.demo;

/** The demo did not see what it promises; the message says what was missing. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
