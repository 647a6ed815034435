package io.sealbook.projections.trail;

import java.util.List;

/** The most frequent values of one field, most frequent first. */
public record Values(List<Value> values, long asOf) implements Aggregate {
    public Values {
        values = List.copyOf(values);
    }

    /** One value and the number of events that have it. */
    public record Value(String value, long count) {}
}
