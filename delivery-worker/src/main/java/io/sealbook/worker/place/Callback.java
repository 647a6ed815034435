package io.sealbook.worker.place;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How containers that fetch their secrets themselves reach the ledger. Over plain HTTP only where whoever runs the worker
 * vouches that nobody listens on the network between.
 *
 * @param url the ledger as containers see it
 * @param privateNetwork that plain HTTP to it is heard by nobody else
 * @param caFile certificates (PEM) that containers trust for it; absent for those of their image; keepers, which have none,
 *     trust what this process trusts
 * @param network the engine's network on which keepers reach it that fetch secrets; absent for its default bridge
 */
public record Callback(
        URI url,
        boolean privateNetwork,
        @Nullable Path caFile,
        @Nullable String network) {
    /** What a placement is told that needs one. */
    static final String MISSING = "the placement %s needs to know where containers reach the ledger: set"
            + " sealbook.worker.callback.url for the worker";

    public Callback {
        boolean plain = "http".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || !(plain || "https".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException("sealbook.worker.callback.url is https://host[:port] of the ledger");
        }
        if (plain && !privateNetwork) {
            throw new IllegalArgumentException("sealbook.worker.callback.url must be https: tokens and secrets would"
                    + " travel in the clear. Only for a network on which nobody else listens set"
                    + " sealbook.worker.callback.private-network");
        }
        if (network != null && Networks.isNever(network)) {
            throw new IllegalArgumentException(
                    "sealbook.worker.callback.network: host, none, default and container:... are never allowed");
        }
    }

    /** What a program of ours needs to know of the ledger and of what it is to fetch there. */
    Map<String, String> environment(int generation) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SEALBOOK_URL", url.toString());
        environment.put("SEALBOOK_GENERATION", Integer.toString(generation));
        if (privateNetwork) {
            environment.put("SEALBOOK_PLAIN", "private");
        }
        return environment;
    }

    /** The certificates to trust where no image brings its own: those of the file, else those that this process trusts. */
    byte[] certificates() {
        return caFile == null ? Certificates.trustedHere() : Certificates.of(caFile);
    }
}
