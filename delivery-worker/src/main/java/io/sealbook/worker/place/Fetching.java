package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a container beside its image's own, and what its environment says, by who brings the secrets there:
 * the worker, a client before the command, or the application itself.
 */
record Fetching(@Nullable Callback callback) {
    static final String TOKEN = ".token";

    private static final String CA = "ca.pem";

    /** Whether containers so placed fetch their secrets themselves, with a token that they find in their memory. */
    static boolean isOwn(DeploymentSpec.Placement placement) {
        return switch (placement) {
            case CLIENT, APP -> true;
            case MEMORY, VOLUME, SIDECAR, SWARM -> false;
        };
    }

    Optional<String> objection(DeploymentSpec.Placement placement) {
        return isOwn(placement) && callback == null
                ? Optional.of(Callback.MISSING.formatted(Labels.word(placement)))
                : Optional.empty();
    }

    /** Why the container's own user cannot lay out these files. */
    static Optional<String> objection(List<Orders.File> files, Owner owner) {
        return files.stream().anyMatch(file -> file.uid() != null && file.uid() != owner.uid())
                ? Optional.of("a file is to belong to another user than the container's, which fetches it and cannot "
                        + "give it away: leave the uid out, or use the placement memory")
                : Optional.empty();
    }

    /** The first of them stands before the command. */
    List<Aid> aids(DeploymentSpec.Placement placement, byte[] gate) {
        List<Aid> aids = new ArrayList<>(List.of(
                placement == DeploymentSpec.Placement.CLIENT
                        ? new Aid("client", 0755, Program.client())
                        : new Aid("gate", 0755, gate)));
        if (isOwn(placement) && callback != null && callback.caFile() != null) {
            aids.add(new Aid(CA, 0444, Certificates.of(callback.caFile())));
        }
        return aids;
    }

    Map<String, String> environment(DeploymentSpec.Placement placement, int generation) {
        if (!isOwn(placement) || callback == null) {
            return Map.of();
        }
        Map<String, String> environment = new HashMap<>(callback.environment(generation));
        environment.put("SEALBOOK_TOKEN_FILE", Placement.SECRETS + "/" + TOKEN);
        if (callback.caFile() != null) {
            environment.put("SEALBOOK_CA", Aid.HOME + "/" + CA);
        }
        return environment;
    }
}
