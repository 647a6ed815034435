package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.DeploymentRules.require;

import io.sealbook.api.event.DeploymentSpec.Health;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Port;
import io.sealbook.api.event.DeploymentSpec.Port.Protocol;
import io.sealbook.edge.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for how the engine hosts a container. A network is always one that somebody made and named: neither the
 * host's own nor that of another container can be said.
 */
final class HostingRules {
    private static final int MAX_NETWORKS = 8;
    private static final int MAX_PORTS = 32;
    private static final int LAST_PORT = 65_535;
    private static final int MAX_REPLICAS = 100;
    private static final int MAX_RETRIES = 20;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String USUAL_ADDRESS = "127.0.0.1";
    private static final Pattern NETWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final Set<String> OF_THE_ENGINE = Set.of("host", "none", "default", "bridge", "ingress");
    // Literal addresses only: a name must never reach a resolver.
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");

    private HostingRules() {}

    static void check(@Nullable Hosting hosting) {
        if (hosting == null) {
            return;
        }
        if (hosting.networks() != null) {
            checkNetworks(hosting.networks());
        }
        if (hosting.ports() != null) {
            checkPorts(hosting.ports());
        }
        if (hosting.health() != null) {
            checkHealth(hosting.health());
        }
        Integer replicas = hosting.replicas();
        require(
                replicas == null || (replicas >= 1 && replicas <= MAX_REPLICAS),
                "/hosting/replicas",
                "1 to " + MAX_REPLICAS);
    }

    private static void checkNetworks(List<String> networks) {
        require(
                !networks.isEmpty() && networks.size() <= MAX_NETWORKS,
                "/hosting/networks",
                "1 to " + MAX_NETWORKS + " names, or absent for the engine's default bridge");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < networks.size(); i++) {
            String at = "/hosting/networks/" + i;
            require(
                    NETWORK.matcher(networks.get(i)).matches(),
                    at,
                    "1 to 64 letters, digits, '_', '.' or '-', beginning with a letter or a digit");
            require(
                    !OF_THE_ENGINE.contains(networks.get(i).toLowerCase(Locale.ROOT)),
                    at,
                    "the name of a network that was made; host, none, default, bridge and ingress are the engine's");
            require(names.add(networks.get(i)), at, "each network once");
        }
    }

    /** The end of a port at the host. */
    private record Published(InetAddress address, int port, Protocol protocol) {
        // An address that stands for all of its family leaves the port to no other.
        boolean excludes(Published other) {
            return port == other.port
                    && protocol == other.protocol
                    && address.getClass() == other.address.getClass()
                    && (address.equals(other.address)
                            || address.isAnyLocalAddress()
                            || other.address.isAnyLocalAddress());
        }
    }

    private static void checkPorts(List<Port> ports) {
        require(ports.size() <= MAX_PORTS, "/hosting/ports", "at most " + MAX_PORTS + " ports");
        List<Published> taken = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            String at = "/hosting/ports/" + i;
            require(port.container() >= 1 && port.container() <= LAST_PORT, at + "/container", "1 to " + LAST_PORT);
            require(port.host() >= 1 && port.host() <= LAST_PORT, at + "/host", "1 to " + LAST_PORT);
            Published published = new Published(
                    address(at + "/address", port.address()),
                    port.host(),
                    port.protocol() == null ? Protocol.TCP : port.protocol());
            require(taken.stream().noneMatch(published::excludes), at + "/host", "each port of an address once");
            taken.add(published);
        }
    }

    private static InetAddress address(String pointer, @Nullable String text) {
        String literal = text == null ? USUAL_ADDRESS : text;
        if (IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches()) {
            try {
                return InetAddress.ofLiteral(literal);
            } catch (IllegalArgumentException _) {
                // Told below: it looks like an address and is none.
            }
        }
        throw Problem.badRequest(pointer, "a literal IP address, such as 127.0.0.1 or ::1");
    }

    private static void checkHealth(Health health) {
        List<String> command = health.command();
        require(
                !command.isEmpty() && !command.getFirst().isBlank(),
                "/hosting/health/command",
                "1 to 64 words, the first not blank");
        DeploymentRules.checkWords("/hosting/health/command", command);
        checkDuration("/hosting/health/interval", health.interval(), SHORTEST);
        checkDuration("/hosting/health/timeout", health.timeout(), SHORTEST);
        checkDuration("/hosting/health/startPeriod", health.startPeriod(), Duration.ZERO);
        Integer retries = health.retries();
        require(
                retries == null || (retries >= 1 && retries <= MAX_RETRIES),
                "/hosting/health/retries",
                "1 to " + MAX_RETRIES);
    }

    private static void checkDuration(String pointer, @Nullable Duration duration, Duration shortest) {
        require(
                duration == null || (duration.compareTo(shortest) >= 0 && duration.compareTo(LONGEST) <= 0),
                pointer,
                shortest + " to " + LONGEST);
    }
}
