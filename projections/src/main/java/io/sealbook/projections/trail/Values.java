package io.sealbook.projections.trail;

import java.util.List;

/** The most frequent values of one field, most frequent first. */
public record Values(List<Value> values, long asOf) {
    public Values {
        values = List.copyOf(values);
    }

    public record Value(String value, long count) {}
}
