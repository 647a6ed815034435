package io.sealbook.server.log;

import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Receipt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proves to a writer, in the answer to the write, that it is under a signed checkpoint. */
public final class OwnWrites {
    private static final Logger LOG = LoggerFactory.getLogger(OwnWrites.class);
    private static final String CHECKPOINT = "checkpoint";
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final TransparencyLog log;

    public OwnWrites(TransparencyLog log) {
        this.log = log;
    }

    /** Whether the writer waits for the proof. To be asked before anything is written, because the wish may be invalid. */
    public static boolean isAwaited(@Nullable String wait) {
        if (wait != null && !wait.equals(CHECKPOINT)) {
            throw Problem.badRequest("wait", "is " + CHECKPOINT);
        }
        return wait != null;
    }

    /**
     * The proof of the last event that the writer appended. Null if it appended none, for other events are not its own to
     * be shown; and if it cannot be proved in time, for what was written is written, and its writer must learn so.
     */
    public @Nullable InclusionAnswer proof(Receipt<?> receipt) {
        if (!receipt.appended()) {
            return null;
        }
        try {
            return log.inclusion(log.entry(receipt.position()), AT_MOST)
                    .map(TransparencyLog.Included::answer)
                    .orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (RuntimeException fault) {
            LOG.warn("a write at position {} could not be proved to its writer", receipt.position(), fault);
            return null;
        }
    }
}
