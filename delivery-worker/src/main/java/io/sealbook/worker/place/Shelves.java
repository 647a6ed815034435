package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Picks where secrets lie: for a new container as it is ordered, for one that exists as it is seen. */
public final class Shelves implements AutoCloseable {
    private final MemoryRoot root;
    private final Volumes volumes;
    private final Gates gates;
    private final Idle idle;
    private final Agent agent;
    private final DeploymentSpec.Placement preferred;

    /** @param callback how keepers reach the ledger that fetch secrets; without it none can */
    public Shelves(
            Engine engine,
            MemoryRoot root,
            TargetName target,
            DeploymentSpec.Placement preferred,
            @Nullable Callback callback) {
        this.root = root;
        this.gates = new Gates(engine, root.tools(), target);
        this.idle = new Idle(root.tools());
        this.agent = new Agent(engine, callback);
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

    Gates gates() {
        return gates;
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
            case SIDECAR -> agent.objection().or(volumes::objection);
            case SWARM -> Optional.of("this worker does not know the placement " + Labels.word(placement));
        };
    }

    /** A place that nobody has used yet. */
    Shelf fresh(Orders.Order order) {
        DeploymentSpec.Placement placement = placement(order);
        return switch (placement) {
            case VOLUME, SIDECAR -> of(MemoryVolume.fresh(order.deployment(), order.generation()), placement);
            case MEMORY, CLIENT, APP, SWARM ->
                new HostShelf(
                        root,
                        MemoryDirectory.fresh(order.deployment(), order.generation()),
                        !Fetching.isOwn(placement));
        };
    }

    /** Where the secrets of a container lie; empty when it is none that Sealbook made. */
    Optional<Shelf> of(App app) {
        return app.memory().map(memory -> of(memory, app.placement()));
    }

    private Shelf of(Memory memory, DeploymentSpec.Placement placement) {
        return switch (memory) {
            case MemoryDirectory directory -> new HostShelf(root, directory, !Fetching.isOwn(placement));
            case MemoryVolume volume ->
                new VolumeShelf(volumes, volume, placement == DeploymentSpec.Placement.SIDECAR ? agent : idle);
        };
    }

    /** Removes what this process keeps on the engine for its own use. */
    @Override
    public void close() {
        try {
            gates.close();
        } finally {
            root.close();
        }
    }
}
