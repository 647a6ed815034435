package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.ServiceBlueprint.SecretFile;
import io.sealbook.worker.redeem.Delivered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns orders into services, and deliveries into secrets of a Swarm. A secret is one value of one file of one generation
 * and never changes; a service of a later generation names other secrets.
 */
public final class ServicePlacement {
    /** What a Swarm takes as the value of a secret. */
    static final int LARGEST_SECRET = 511_999;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?");
    private static final String EVERYWHERE = "0.0.0.0";
    private static final Hosting PLAIN = new Hosting(null, null, null, null, null);
    private static final Bounds NO_BOUNDS = new Bounds(null, null, Placement.PIDS, false);

    private final Engine engine;
    private final Swarm swarm;
    private final TargetName target;
    private final Networks networks;
    private final Duration monitor;

    /** @param monitor how long each new task of a rolling update is watched */
    public ServicePlacement(Engine engine, TargetName target, Networks networks, Duration monitor) {
        this.engine = engine;
        this.swarm = engine.swarm();
        this.target = target;
        this.networks = networks;
        this.monitor = monitor;
    }

    /** The service of an order, still without its secrets, or why there cannot be one. */
    public ServicePlan plan(Orders.Order order) {
        Hosting hosting = order.hosting() == null ? PLAIN : order.hosting();
        Optional<String> objection = objection(order, hosting);
        if (objection.isPresent()) {
            return new ServicePlan.Objection(objection.get());
        }
        Image image = engine.image(order.image()).orElse(null);
        if (image == null) {
            return new ServicePlan.ImageMissing();
        }
        boolean commanded = order.command() != null && !order.command().isEmpty();
        if (!commanded && image.entrypoint().isEmpty() && image.command().isEmpty()) {
            return new ServicePlan.Objection("the image names no command and the deployment gives none");
        }
        @Nullable Limits limits = order.limits();
        String user = limits != null && limits.user() != null ? limits.user() : image.user();
        Optional<Owner> owner = owner(order, user);
        if (owner.isEmpty()) {
            return new ServicePlan.Objection("a Swarm gives files to numbers, and the user " + user + " is "
                    + "none that fits: give each secret a uid, or the deployment a user by number");
        }
        return blueprint(order, hosting, image, user, owner.get());
    }

    private ServiceBlueprint blueprint(Orders.Order order, Hosting hosting, Image image, String user, Owner owner) {
        @Nullable Limits limits = order.limits();
        return new ServiceBlueprint(
                order.name(),
                // Other nodes can pull what a registry knows by this digest; a local id they must have already.
                order.image().contains("@") ? order.image() : image.id(),
                order.command() == null ? List.of() : order.command(),
                Environment.withoutGate(order.files(), limits == null ? Map.of() : limits.environment()),
                labels(order, Labels.SERVICE),
                labels(order, Labels.TASK),
                order.files().stream()
                        .map(file -> new SecretFile(
                                file.file(),
                                Layout.mode(file.mode()),
                                file.uid() == null ? owner.uid() : file.uid(),
                                owner.gid()))
                        .toList(),
                List.of(),
                user,
                limits == null
                        ? NO_BOUNDS
                        : new Bounds(
                                limits.memoryBytes(),
                                limits.cpuMillis(),
                                limits.pids() == null ? Placement.PIDS : limits.pids(),
                                Boolean.TRUE.equals(limits.readOnlyRoot())),
                hosting,
                monitor);
    }

    /**
     * Gives the delivered values to the Swarm. A crash in between leaves some of them; they are known by their labels,
     * count for nothing before all are there, and are thrown away by the next run.
     */
    public Optional<String> keep(Orders.Order order, Delivered delivered) {
        Set<String> ordered = order.files().stream().map(Orders.File::file).collect(Collectors.toSet());
        Set<String> came = delivered.files().stream().map(Delivered.File::name).collect(Collectors.toSet());
        if (!ordered.equals(came)) {
            return Optional.of("the ledger delivered other files than it ordered");
        }
        for (Delivered.File file : delivered.files()) {
            int length = file.content().length();
            if (length < 1 || length > LARGEST_SECRET) {
                return Optional.of("the value for " + file.name() + " does not fit a secret of a Swarm, which has 1 to "
                        + LARGEST_SECRET + " bytes: use another placement");
            }
        }
        int number = 0;
        for (Delivered.File file : delivered.files()) {
            String name = "sealbook-" + order.deployment() + "-g" + order.generation() + "-" + number++;
            if (!swarm.keep(name, labels(order, file), file.content())) {
                return Optional.of("the name " + name
                        + " is taken in the Swarm by a secret that this deployment did not make; it was not touched");
            }
        }
        return Optional.empty();
    }

    private Map<String, String> labels(Orders.Order order, String role) {
        return Map.of(
                Labels.DEPLOYMENT, order.deployment().value(),
                Labels.GENERATION, Integer.toString(order.generation()),
                Labels.TARGET, target.value(),
                Labels.ROLE, role);
    }

    private Map<String, String> labels(Orders.Order order, Delivered.File file) {
        return Map.of(
                Labels.DEPLOYMENT, order.deployment().value(),
                Labels.GENERATION, Integer.toString(order.generation()),
                Labels.TARGET, target.value(),
                Labels.ROLE, Labels.SECRET,
                Labels.FILE, file.name(),
                Labels.PATH, file.version().path().value(),
                Labels.VERSION, Integer.toString(file.version().version()));
    }

    private Optional<String> objection(Orders.Order order, Hosting hosting) {
        if (!NAME.matcher(order.name()).matches()) {
            return Optional.of("the deployment's name cannot name a service: it is 1 to 63 letters, digits, '-' "
                    + "or '_' and starts and ends with a letter or digit");
        }
        if (!Placement.PINNED.matcher(order.image()).matches()) {
            return Optional.of(Placement.NOT_PINNED);
        }
        return Layout.objection(order.files())
                .or(() -> ports(hosting.ports() == null ? List.of() : hosting.ports()))
                .or(() -> networks.objection(hosting, engine))
                .or(() -> notOfTheSwarm(hosting));
    }

    private static Optional<String> ports(List<Port> ports) {
        return ports.stream().anyMatch(port -> !EVERYWHERE.equals(port.address()))
                ? Optional.of("a Swarm publishes ports at every address of every node: a port of this deployment must "
                        + "say so with the address " + EVERYWHERE + ", or not be published")
                : Optional.empty();
    }

    private Optional<String> notOfTheSwarm(Hosting hosting) {
        List<String> asked = Networks.asked(hosting);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Set<String> there = swarm.networks();
        return asked.stream()
                .filter(network -> !there.contains(network))
                .findFirst()
                .map(network -> "the network " + network + " is not one of the Swarm: services join networks of the "
                        + "scope swarm (driver overlay)");
    }

    /** A Swarm gives files to numbers, and no container is there yet whose users could be asked. */
    private static Optional<Owner> owner(Orders.Order order, String user) {
        if (!Owner.needsPasswd(user)) {
            return Owner.of(user, List.of()).filter(Owner::fits);
        }
        return order.files().stream().allMatch(file -> file.uid() != null) ? Optional.of(Owner.ROOT) : Optional.empty();
    }
}
