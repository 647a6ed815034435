package io.sealbook.worker.line;

import java.util.Arrays;
import tools.jackson.core.JacksonException;

/** What the ledger answered. The body may hold secrets: it is wiped on {@link #close()} and never printed. */
public final class Answer implements AutoCloseable {
    private final int status;
    private final byte[] body;

    Answer(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** The bytes themselves, owned by this answer. */
    public byte[] body() {
        return body;
    }

    public <T> T as(Class<T> type) {
        try {
            return Json.MAPPER.readValue(body, type);
        } catch (JacksonException malformed) {
            // Its message may quote the body; the cause stays out of the log for the same reason.
            throw new LedgerUnavailable("the ledger's answer is no " + type.getSimpleName() + " ("
                    + malformed.getClass().getSimpleName() + ")");
        }
    }

    /** An answer that fits none of the cases which the contract names. */
    public LedgerUnavailable unexpected(String asked) {
        return new LedgerUnavailable("the ledger answered " + asked + " with status " + status);
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }

    @Override
    public String toString() {
        return "Answer " + status;
    }
}
