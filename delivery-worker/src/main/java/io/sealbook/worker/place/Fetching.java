package io.sealbook.worker.place;

import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import java.io.IOException;
import java.nio.file.Files;
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
                ? Optional.of("the placement " + Labels.word(placement) + " needs to know where containers reach the "
                        + "ledger: set sealbook.worker.callback.url for the worker")
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
            try {
                aids.add(new Aid(CA, 0444, Files.readAllBytes(callback.caFile())));
            } catch (IOException unreadable) {
                throw new IllegalStateException(
                        "sealbook.worker.callback.ca-file " + callback.caFile() + " cannot be read", unreadable);
            }
        }
        return aids;
    }

    Map<String, String> environment(DeploymentSpec.Placement placement, int generation) {
        if (!isOwn(placement) || callback == null) {
            return Map.of();
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("SEALBOOK_URL", callback.url().toString());
        environment.put("SEALBOOK_GENERATION", Integer.toString(generation));
        environment.put("SEALBOOK_TOKEN_FILE", Placement.SECRETS + "/" + TOKEN);
        if (callback.privateNetwork()) {
            environment.put("SEALBOOK_PLAIN", "private");
        }
        if (callback.caFile() != null) {
            environment.put("SEALBOOK_CA", "/" + Aid.HOME + "/" + CA);
        }
        return environment;
    }
}
