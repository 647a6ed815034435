package io.sealbook.worker.place;

import org.jspecify.annotations.Nullable;

/**
 * The engine did not do what it was asked, or did not answer. It may have done it nevertheless: whoever catches this
 * looks again instead of assuming.
 */
public final class EngineFault extends RuntimeException {
    private final boolean answered;

    EngineFault(String message, boolean answered, @Nullable Throwable cause) {
        super(message, cause);
        this.answered = answered;
    }

    /** True when the engine is there and refused; trying for ever will not help then. */
    public boolean answered() {
        return answered;
    }
}
