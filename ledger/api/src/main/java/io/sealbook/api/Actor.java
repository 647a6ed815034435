package io.sealbook.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who did it. For a caller without an identity the id is {@code unknown}. */
public record Actor(String id, Kind kind) {
    public static final Actor UNKNOWN = new Actor("unknown", Kind.UNKNOWN);
    public static final Actor SYSTEM = new Actor("sealbook", Kind.SYSTEM);

    public enum Kind {
        @JsonProperty("operator")
        OPERATOR,
        @JsonProperty("person")
        PERSON,
        @JsonProperty("service")
        SERVICE,
        @JsonProperty("worker")
        WORKER,
        @JsonProperty("container")
        CONTAINER,
        @JsonProperty("system")
        SYSTEM,
        @JsonProperty("unknown")
        UNKNOWN
    }
}
