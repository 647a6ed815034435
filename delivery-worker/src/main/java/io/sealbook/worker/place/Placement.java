package io.sealbook.worker.place;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.Json;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes, reads and removes the containers of deployments. Each method may be interrupted anywhere by the death of the
 * process: what it leaves behind carries labels, and secrets only ever lie in a directory that a container names.
 */
public final class Placement {
    static final String SECRETS = "/run/secrets";

    static final String REFUSED = ".refused";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{1,199}");
    static final Pattern PINNED = Pattern.compile("(.+@)?sha256:[0-9a-f]{64}|[0-9a-f]{64}");
    private static final Duration GATE_PATIENCE = Duration.ofSeconds(60);
    static final String NOT_PINNED =
            "the image is not pinned: give name@sha256:... or a whole local image id (sha256:...)";
    static final int PIDS = 512;

    private final Engine engine;
    private final Shelves shelves;
    private final Gates gates;
    private final TargetName target;
    private final Networks networks;
    private final Fetching fetching;

    /** @param callback how containers reach the ledger themselves; without it those are refused that would have to */
    public Placement(
            Engine engine, Shelves shelves, TargetName target, Networks networks, @Nullable Callback callback) {
        this.fetching = new Fetching(callback);
        this.engine = engine;
        this.shelves = shelves;
        this.gates = shelves.gates();
        this.target = target;
        this.networks = networks;
    }

    /** The name that a container has until it has proved itself and takes the deployment's own. */
    public static String firstName(Orders.Order order) {
        return order.name() + ".g" + order.generation();
    }

    /** Creates the container of an order, gate included, with an empty directory for its secrets. */
    public Begun begin(Orders.Order order) {
        Hosting hosting = hosting(order);
        Optional<String> objection = objection(order)
                .or(() -> shelves.objection(shelves.placement(order)))
                .or(() -> fetching.objection(shelves.placement(order)))
                .or(() -> DockerHosting.objection(hosting))
                .or(() -> networks.objection(hosting, engine));
        if (objection.isPresent()) {
            return new Begun.Objection(objection.get());
        }
        Image image = engine.image(order.image()).orElse(null);
        if (image == null) {
            return new Begun.ImageMissing();
        }
        List<String> command = new ArrayList<>(image.entrypoint());
        command.addAll(order.command() == null || order.command().isEmpty() ? image.command() : order.command());
        if (command.isEmpty()) {
            return new Begun.Objection("the image names no command and the deployment gives none");
        }
        byte[] gate = gate().orElse(null);
        if (gate == null) {
            return new Begun.Objection("this build of the worker has no gate for " + engine.architecture());
        }
        return make(order, image, command, gate);
    }

    /** The memory of a container whose host lost it, ready to be filled again. */
    public Begun reopen(App app) {
        return refilling(app, Layout.CURRENT, shelf -> {
            // Memory that is there but not whole may hold half of an older delivery.
            shelf.wipe();
            return shelf.make();
        });
    }

    /** Room for new files beside those that a container reads; it goes on reading those until they are swapped. */
    public Begun refresh(App app) {
        return refilling(app, Layout.OTHER, shelf -> {
            shelf.clear();
            return shelf.open();
        });
    }

    /** From one moment to the next the container reads the files beside, and those that it read lie beside. */
    public void swap(App app) {
        shelf(app).swap();
    }

    /** Overwrites and removes the files beside those that the container reads. */
    public void discard(App app) {
        shelf(app).clear();
    }

    private Shelf shelf(App app) {
        return shelves.of(app).orElseThrow();
    }

    private Begun refilling(App app, String link, Function<Shelf, Staging> opening) {
        Shelf shelf = shelves.of(app).orElse(null);
        if (shelf == null) {
            return new Begun.Objection("the container has no memory for secrets: it is none that Sealbook made");
        }
        Optional<Owner> owner = owner(app.id(), app.user());
        if (owner.isEmpty()) {
            return unfitUser(app.user());
        }
        if (app.fetches()) {
            opening.apply(shelf).close();
            return new Begun.Complete();
        }
        Staging staging = opening.apply(shelf);
        return app.placement() == DeploymentSpec.Placement.SIDECAR
                ? new Tended(staging, app.files(), owner.get())
                : new HalfMade(app.id(), staging, app.files(), owner.get(), link);
    }

    /** Gives a token to a container that fetches its secrets itself and does not run. */
    public void hand(App app, Plaintext token) {
        Shelf shelf = shelf(app);
        Owner owner = owner(app.id(), app.user())
                .orElseThrow(() -> new EngineFault("the user of " + app.name() + " is gone", true, null));
        try (Staging staging = shelf.open()) {
            staging.hand(token, owner, app);
        }
    }

    /** Whether a container that fetches its secrets itself was refused them. */
    public boolean wasRefused(App app) {
        return app.memory().isPresent()
                && engine.read(app.id(), SECRETS + "/" + REFUSED).isPresent();
    }

    /** Whether a running container's gate finds its secrets. A container that is going away counts as whole. */
    public boolean isWhole(App app) {
        try {
            return app.memory().isEmpty()
                    || engine.read(app.id(), SECRETS + "/" + Layout.CURRENT + "/" + Layout.READY)
                            .isPresent();
        } catch (EngineFault fault) {
            if (fault.answered()) {
                return true;
            }
            throw fault;
        }
    }

    /** Those of these containers' memories that outlive the container's end. */
    public Set<Memory> kept(List<App> apps) {
        List<Memory> memories =
                apps.stream().flatMap(app -> app.memory().stream()).toList();
        Set<Memory> kept = new HashSet<>(memories);
        if (memories.stream().anyMatch(MemoryVolume.class::isInstance)) {
            kept.removeIf(MemoryVolume.class::isInstance);
            kept.addAll(shelves.volumes().kept());
        }
        return kept;
    }

    /** Whether what stands before the container's command is where it was. */
    public boolean isEquipped(App app) {
        return gates.isThere(app.id());
    }

    /** Brings back what stands before the container's command, if the engine has lost it. */
    public void equip(App app) {
        gates.restore(app.id(), fetching.aids(app.placement(), gate().orElseThrow()));
    }

    /** The gate for the engine's processor; empty when this worker was built without it. */
    private Optional<byte[]> gate() {
        return Program.GATE.forArchitecture(engine.architecture());
    }

    /** Makes sure that the container's memory outlives the container's end. */
    public void hold(App app) {
        shelves.of(app).ifPresent(Shelf::hold);
    }

    /** What lies in the container's memory; empty when that is not whole. */
    public Optional<Held> held(App app) {
        Optional<Shelf> shelf = shelves.of(app);
        if (shelf.isEmpty()) {
            return Optional.empty();
        }
        try (Staging staging = shelf.get().open()) {
            return staging.held();
        }
    }

    /**
     * Stops, wipes, removes, in this order: as long as a secret lies somewhere, a container leads there, so that whoever
     * goes on after a crash finds it.
     */
    public void remove(App app) {
        Optional<Shelf> shelf = shelves.of(app);
        engine.stop(app.id());
        shelf.ifPresent(Shelf::wipe);
        engine.remove(app.id());
        shelf.ifPresent(Shelf::discard);
    }

    private Begun make(Orders.Order order, Image image, List<String> command, byte[] gate) {
        @Nullable Limits limits = order.limits();
        boolean readOnlyRoot = limits != null && Boolean.TRUE.equals(limits.readOnlyRoot());
        Shelf shelf = shelves.fresh(order);
        DeploymentSpec.Placement placement = shelves.placement(order);
        List<Aid> aids = fetching.aids(placement, gate);
        List<Mount> mounts = new ArrayList<>(List.of(shelf.mount(), gates.mount(aids)));
        if (readOnlyRoot) {
            mounts.add(new Mount.Scratch("/tmp"));
        }
        Blueprint blueprint = new Blueprint(
                firstName(order),
                image.id(),
                List.of(aids.getFirst().path()),
                command,
                environment(order, placement),
                Map.of(
                        Labels.DEPLOYMENT, order.deployment().value(),
                        Labels.GENERATION, Integer.toString(order.generation()),
                        Labels.TARGET, target.value(),
                        Labels.ROLE, Labels.APP,
                        Labels.PLACEMENT, Labels.word(placement),
                        Labels.FILES, Json.MAPPER.writeValueAsString(order.files())),
                mounts,
                limits != null && limits.user() != null ? limits.user() : image.user(),
                Kind.APP,
                new Bounds(
                        limits == null ? null : limits.memoryBytes(),
                        limits == null ? null : limits.cpuMillis(),
                        limits == null || limits.pids() == null ? PIDS : limits.pids(),
                        readOnlyRoot),
                hosting(order));
        Staging staging = shelf.make();
        return ending(staging, () -> make(order, blueprint, staging, aids));
    }

    private Map<String, String> environment(Orders.Order order, DeploymentSpec.Placement placement) {
        Map<String, String> set =
                order.limits() == null ? Map.of() : order.limits().environment();
        Map<String, String> environment = new HashMap<>(Environment.of(order.files(), set, GATE_PATIENCE));
        environment.putAll(fetching.environment(placement, order.generation()));
        return environment;
    }

    private Begun make(Orders.Order order, Blueprint blueprint, Staging staging, List<Aid> aids) {
        switch (engine.create(blueprint)) {
            case Creation.Made(String id) -> {
                // The first is the one that it was created in.
                Networks.asked(blueprint.hosting()).stream().skip(1).forEach(network -> engine.connect(id, network));
                gates.provide(aids);
                Optional<Owner> owner = owner(id, blueprint.user());
                if (owner.isEmpty()) {
                    return unfitUser(blueprint.user());
                }
                return switch (shelves.placement(order)) {
                    case CLIENT, APP ->
                        Fetching.objection(order.files(), owner.get())
                                .<Begun>map(Begun.Objection::new)
                                .orElseGet(Begun.Complete::new);
                    case SIDECAR -> new Tended(staging, order.files(), owner.get());
                    case MEMORY, VOLUME, SWARM -> new HalfMade(id, staging, order.files(), owner.get(), Layout.CURRENT);
                };
            }
            case Creation.NameTaken() -> {
                Optional<DeploymentId> owner = engine.holder(firstName(order)).flatMap(Holder::owner);
                if (owner.equals(Optional.of(order.deployment()))) {
                    throw new EngineFault("another worker is making " + firstName(order), false, null);
                }
                return new Begun.Objection("the name " + firstName(order)
                        + " is taken on the engine by a container that this deployment did not make");
            }
            case Creation.Unfit(String problem) -> {
                return new Begun.Objection("the engine refuses this container: " + problem);
            }
        }
    }

    private static Hosting hosting(Orders.Order order) {
        return order.hosting() == null ? Blueprint.PLAIN : order.hosting();
    }

    /** Gives the tool back unless a container that lacks its secrets now owns it. */
    private static Begun ending(Staging staging, Supplier<Begun> making) {
        boolean handedOver = false;
        try {
            Begun begun = making.get();
            handedOver = begun instanceof HalfMade || begun instanceof Tended;
            return begun;
        } finally {
            if (!handedOver) {
                staging.close();
            }
        }
    }

    private Optional<Owner> owner(String container, String user) {
        List<String> passwd = Owner.needsPasswd(user)
                ? engine.read(container, "/etc/passwd")
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8)
                                .lines()
                                .toList())
                        .orElse(List.of())
                : List.of();
        return Owner.of(user, passwd).filter(Owner::fits);
    }

    private static Begun unfitUser(String user) {
        return new Begun.Objection("the files cannot belong to the user " + user + ": it must be a number of at most "
                + Owner.LARGEST + ", or a name to which the image's /etc/passwd gives one");
    }

    private static Optional<String> objection(Orders.Order order) {
        if (!NAME.matcher(order.name()).matches()) {
            return Optional.of("the deployment's name cannot name a container: it is 2 to 200 letters, digits, "
                    + "'_', '.' or '-' and starts with a letter or digit");
        }
        if (!PINNED.matcher(order.image()).matches()) {
            return Optional.of(NOT_PINNED);
        }
        return Layout.objection(order.files());
    }
}
