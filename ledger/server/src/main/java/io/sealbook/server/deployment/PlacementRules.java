package io.sealbook.server.deployment;

import static io.sealbook.server.deployment.DeploymentRules.require;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.OnRotation;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.event.DeploymentSpec.Port;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a placement cannot do is not taken on with it. */
final class PlacementRules {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(:.*)?");
    private static final String EVERYWHERE = "0.0.0.0";

    private PlacementRules() {}

    static void check(DeploymentSpec spec) {
        Placement placement = spec.placement();
        if (placement != null && !refreshes(placement)) {
            checkNoRefresh(spec);
        }
        Hosting hosting = spec.hosting();
        require(
                hosting == null || hosting.replicas() == null || placement == Placement.SWARM,
                "/hosting/replicas",
                "only with the placement swarm");
        if (placement == Placement.SWARM) {
            checkOwners(spec);
            checkPublished(hosting == null ? null : hosting.ports());
        }
    }

    // Secrets of a swarm never change; what fetches with a token of its own fetches once, before it starts.
    private static boolean refreshes(Placement placement) {
        return switch (placement) {
            case MEMORY, VOLUME -> true;
            case SIDECAR, CLIENT, APP, SWARM -> false;
        };
    }

    private static void checkNoRefresh(DeploymentSpec spec) {
        String rule = "this placement cannot change files while the container runs: restart or manual";
        require(spec.onRotation() != OnRotation.REFRESH, "/onRotation", rule);
        for (int i = 0; i < spec.secrets().size(); i++) {
            require(spec.secrets().get(i).onRotation() != OnRotation.REFRESH, "/secrets/" + i + "/onRotation", rule);
        }
    }

    // A swarm gives files to numbers: it does not look into the image for the number of a name.
    private static void checkOwners(DeploymentSpec spec) {
        String user = spec.limits() == null ? null : spec.limits().user();
        boolean named = user != null && !user.isEmpty() && !NUMBER.matcher(user).matches();
        List<Binding> bindings = spec.secrets();
        for (int i = 0; i < bindings.size(); i++) {
            require(
                    !named || bindings.get(i).uid() != null,
                    "/secrets/" + i + "/uid",
                    "the placement swarm needs it, unless the user is a number");
        }
    }

    private static void checkPublished(@Nullable List<Port> ports) {
        for (int i = 0; ports != null && i < ports.size(); i++) {
            require(
                    EVERYWHERE.equals(ports.get(i).address()),
                    "/hosting/ports/" + i + "/address",
                    "a swarm publishes at every address of its nodes: 0.0.0.0 says so");
        }
    }
}
