package io.sealbook.worker.place;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.DeploymentSpec.Restart;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says an order's hosting in docker-java's words, and what of it a single container cannot have. */
final class DockerHosting {
    static final String LOOPBACK = "127.0.0.1";

    private DockerHosting() {}

    /** Networks are {@link Networks}' to judge. */
    static Optional<String> objection(Hosting hosting) {
        if (hosting.replicas() != null && hosting.replicas() != 1) {
            return Optional.of("replicas belong to a service (placement swarm); this is one container");
        }
        Set<String> published = new HashSet<>();
        for (Port port : ports(hosting)) {
            if (!isPort(port.container()) || !isPort(port.host())) {
                return Optional.of("a port is a number from 1 to 65535");
            }
            if (!isLiteral(address(port))) {
                return Optional.of("a port is published at an IP address of the host, not at a name");
            }
            if (!published.add(address(port) + "/" + port.host() + "/" + protocol(port))) {
                return Optional.of("the host's port " + port.host() + " is published twice at the same address");
            }
        }
        Health health = hosting.health();
        if (health == null) {
            return Optional.empty();
        }
        boolean backwards = isNegative(health.interval())
                || isNegative(health.timeout())
                || isNegative(health.startPeriod())
                || (health.retries() != null && health.retries() < 0);
        return health.command().isEmpty() || backwards
                ? Optional.of("a health check has a command, and no negative duration or number of retries")
                : Optional.empty();
    }

    /**
     * Docker's word for when the engine starts the container again. An engine that was killed stops what it finds running
     * when it is back, and takes that for somebody's wish: "unless-stopped" leaves an application down then, so it is not
     * what happens without an order.
     */
    static String policy(Hosting hosting) {
        return switch (hosting.restart() == null ? Restart.ALWAYS : hosting.restart()) {
            case NO -> "no";
            case ON_FAILURE -> "on-failure";
            case UNLESS_STOPPED -> "unless-stopped";
            case ALWAYS -> "always";
        };
    }

    static void apply(Hosting hosting, CreateContainerCmd command, HostConfig host) {
        host.withRestartPolicy(RestartPolicy.parse(policy(hosting)));
        List<String> networks = Networks.asked(hosting);
        if (!networks.isEmpty()) {
            host.withNetworkMode(networks.getFirst());
        }
        Ports bindings = new Ports();
        List<ExposedPort> exposed = new ArrayList<>();
        for (Port port : ports(hosting)) {
            ExposedPort inside = new ExposedPort(port.container(), protocol(port));
            exposed.add(inside);
            bindings.bind(inside, Ports.Binding.bindIpAndPort(address(port), port.host()));
        }
        if (!exposed.isEmpty()) {
            command.withExposedPorts(exposed);
            host.withPortBindings(bindings);
        }
        // Without one of its own the order leaves the image's check in force.
        if (hosting.health() != null) {
            command.withHealthcheck(check(hosting.health()));
        }
    }

    static HealthCheck check(Health health) {
        List<String> test = new ArrayList<>(List.of("CMD"));
        test.addAll(health.command());
        return new HealthCheck()
                .withTest(test)
                .withInterval(nanos(health.interval()))
                .withTimeout(nanos(health.timeout()))
                .withStartPeriod(nanos(health.startPeriod()))
                .withRetries(health.retries() == null ? 0 : health.retries());
    }

    // The engine takes 0 for its own default.
    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }

    private static List<Port> ports(Hosting hosting) {
        return hosting.ports() == null ? List.of() : hosting.ports();
    }

    private static String address(Port port) {
        return Objects.requireNonNullElse(port.address(), LOOPBACK);
    }

    private static InternetProtocol protocol(Port port) {
        return port.protocol() == Port.Protocol.UDP ? InternetProtocol.UDP : InternetProtocol.TCP;
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }

    private static boolean isLiteral(String address) {
        try {
            InetAddress.ofLiteral(address);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isNegative(@Nullable Duration duration) {
        return duration != null && duration.isNegative();
    }
}
