package io.sealbook.api.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows of a list, the cursor of the next page if there is one, and the ledger position they were read at. */
public record Page<T>(List<T> items, @Nullable String next, long asOf) {
    public Page {
        items = List.copyOf(items);
    }
}
