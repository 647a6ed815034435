package io.sealbook.api.http;

import java.util.List;

/** The keys that sign checkpoints of the log. */
public record LogKeys(List<LogKey> keys) {
    public LogKeys {
        keys = List.copyOf(keys);
    }
}
