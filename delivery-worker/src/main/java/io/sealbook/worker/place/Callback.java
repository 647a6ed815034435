package io.sealbook.worker.place;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How containers that fetch their secrets themselves reach the ledger. Over plain HTTP only where whoever runs the worker
 * vouches that nobody listens on the network between.
 *
 * @param url the ledger as containers see it
 * @param privateNetwork that plain HTTP to it is heard by nobody else
 * @param caFile certificates (PEM) that containers trust for it; absent for those of their image
 */
public record Callback(
        URI url, boolean privateNetwork, @Nullable Path caFile) {
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
    }
}
