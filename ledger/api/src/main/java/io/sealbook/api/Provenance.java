package io.sealbook.api;

import org.jspecify.annotations.Nullable;

/**
 * Where an event came from: the actor, the request that carried it, and the network address that the request came from
 * (absent for the system's own work).
 */
public record Provenance(
        Actor actor, String requestId, @Nullable String from) {
    public static Provenance system(String requestId) {
        return new Provenance(Actor.SYSTEM, requestId, null);
    }
}
