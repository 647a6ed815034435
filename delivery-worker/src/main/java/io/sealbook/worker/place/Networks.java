package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The networks of the engine that containers of this worker may join, by their exact names. The engine's default bridge
 * is always one of them; the host's own network and another container's never are, whoever asks.
 */
public final class Networks {
    static final String DEFAULT = "bridge";

    private static final Set<String> NEVER = Set.of("host", "none", "default", "");
    private static final String OTHERS_OWN = "container:";

    private final Set<String> allowed;

    public Networks(List<String> allowed) {
        this.allowed = Set.copyOf(allowed);
        if (this.allowed.stream().anyMatch(Networks::isNever)) {
            throw new IllegalArgumentException(
                    "sealbook.worker.networks: host, none, default and container:... are never allowed");
        }
    }

    /** Why a container cannot join these; asks the engine only when there is a reason to. */
    Optional<String> objection(DeploymentSpec.Hosting hosting, Engine engine) {
        List<String> asked = asked(hosting);
        for (String network : asked) {
            if (!network.equals(DEFAULT) && (isNever(network) || !allowed.contains(network))) {
                return Optional.of("the network " + network + " is not among those that this worker allows "
                        + "(sealbook.worker.networks)");
            }
        }
        return missing(asked, engine);
    }

    /** Why a container cannot join networks that it may join. */
    static Optional<String> missing(List<String> asked, Engine engine) {
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        Set<String> there = engine.networks();
        return asked.stream()
                .filter(network -> !there.contains(network))
                .findFirst()
                .map(network -> "the network " + network + " is not on the engine: create it there");
    }

    /** In the order's own order, each once; empty means the engine's default. */
    static List<String> asked(DeploymentSpec.Hosting hosting) {
        return hosting.networks() == null
                ? List.of()
                : hosting.networks().stream().distinct().toList();
    }

    static boolean isNever(String network) {
        return NEVER.contains(network) || network.startsWith(OTHERS_OWN);
    }
}
