package io.sealbook.server.command;

import io.sealbook.store.LedgerUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.modelling.StateManager;

/**
 * The states that one command decides on. Whatever is loaded becomes part of the command's append condition: if it
 * changes before the append, the command is decided again.
 */
public final class Entities {
    private static final long LOAD_SECONDS = 10;

    private final StateManager states;
    private final ProcessingContext context;

    Entities(StateManager states, ProcessingContext context) {
        this.states = states;
        this.context = context;
    }

    /** The present state; blocks the calling virtual thread. */
    public <E> E load(Class<E> type, Object id) {
        return await(states.loadEntity(type, id, context));
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LOAD_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new LedgerUnavailableException("the ledger did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted", e);
        }
    }
}
