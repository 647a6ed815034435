package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.util.Optional;

/** Picks where secrets lie: for a new container as it is ordered, for one that exists as it is seen. */
public final class Shelves {
    private final MemoryRoot root;
    private final DeploymentSpec.Placement preferred;

    public Shelves(MemoryRoot root, DeploymentSpec.Placement preferred) {
        this.root = root;
        this.preferred = preferred;
    }

    Tools tools() {
        return root.tools();
    }

    DeploymentSpec.Placement placement(Orders.Order order) {
        return order.placement() == null ? preferred : order.placement();
    }

    /** Why this worker places nothing in this way. */
    Optional<String> objection(DeploymentSpec.Placement placement) {
        return switch (placement) {
            case MEMORY -> Optional.empty();
            case VOLUME, SIDECAR, CLIENT, APP, SWARM ->
                Optional.of("this worker does not know the placement " + Labels.word(placement));
        };
    }

    /** A place that nobody has used yet. */
    Shelf fresh(Orders.Order order) {
        return of(MemoryDirectory.fresh(order.deployment(), order.generation()));
    }

    Shelf of(Memory memory) {
        return switch (memory) {
            case MemoryDirectory directory -> new HostShelf(root, directory);
        };
    }
}
