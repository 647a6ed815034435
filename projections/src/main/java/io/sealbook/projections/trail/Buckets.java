package io.sealbook.projections.trail;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events per outcome in spans of equal length; an outcome that did not happen is left out. */
public record Buckets(List<Bucket> buckets, long asOf) implements Aggregate {
    public Buckets {
        buckets = List.copyOf(buckets);
    }

    /** From an instant (included) to another (not included). */
    public record Bucket(Instant from, Instant to, Map<String, Long> counts) {
        public Bucket {
            counts = Map.copyOf(counts);
        }
    }
}
