package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.util.Optional;

/** Picks where secrets lie: for a new container as it is ordered, for one that exists as it is seen. */
public final class Shelves {
    private final MemoryRoot root;
    private final Volumes volumes;
    private final DeploymentSpec.Placement preferred;

    public Shelves(Engine engine, MemoryRoot root, TargetName target, DeploymentSpec.Placement preferred) {
        this.root = root;
        this.volumes = new Volumes(engine, root.tools(), target);
        this.preferred = preferred;
    }

    /**
     * Makes ready what this worker prefers, and refuses to go on where that could reach a disk. What it does not prefer
     * is looked at when somebody asks for it.
     */
    public void prepare() {
        switch (preferred) {
            case MEMORY, CLIENT, APP, SWARM -> root.prepare();
            case VOLUME, SIDECAR -> {
                root.mount();
                volumes.objection().ifPresent(problem -> {
                    throw new MemoryUnfit(problem);
                });
            }
        }
    }

    MemoryRoot root() {
        return root;
    }

    Volumes volumes() {
        return volumes;
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
            case MEMORY, CLIENT, APP -> Optional.empty();
            case VOLUME -> volumes.objection();
            case SIDECAR, SWARM -> Optional.of("this worker does not know the placement " + Labels.word(placement));
        };
    }

    /** A place that nobody has used yet. */
    Shelf fresh(Orders.Order order) {
        DeploymentSpec.Placement placement = placement(order);
        return switch (placement) {
            case VOLUME -> of(MemoryVolume.fresh(order.deployment(), order.generation()));
            case MEMORY, SIDECAR, CLIENT, APP, SWARM ->
                new HostShelf(
                        root,
                        MemoryDirectory.fresh(order.deployment(), order.generation()),
                        !Fetching.isOwn(placement));
        };
    }

    Shelf of(Memory memory) {
        return switch (memory) {
            case MemoryDirectory directory -> new HostShelf(root, directory, true);
            case MemoryVolume volume -> new VolumeShelf(volumes, volume);
        };
    }
}
