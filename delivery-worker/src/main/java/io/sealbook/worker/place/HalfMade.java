package io.sealbook.worker.place;

import io.sealbook.api.http.Orders;
import io.sealbook.worker.redeem.Delivered;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A container that lacks nothing but its secrets: one that is not started, or one whose files are about to change. */
public final class HalfMade implements Begun, AutoCloseable {
    private final String container;
    private final Staging staging;
    private final List<Orders.File> files;
    private final Owner owner;
    private final String link;

    HalfMade(String container, Staging staging, List<Orders.File> files, Owner owner, String link) {
        this.container = container;
        this.staging = staging;
        this.files = files;
        this.owner = owner;
        this.link = link;
    }

    /** Its id on the engine. */
    public String container() {
        return container;
    }

    /**
     * Puts the secrets into its memory, beside those that it reads if there are any; a sentence when they are not those
     * that were ordered, or have no room.
     */
    public Optional<String> fill(Delivered delivered) {
        Set<String> ordered = files.stream().map(Orders.File::file).collect(Collectors.toSet());
        Set<String> came = delivered.files().stream().map(Delivered.File::name).collect(Collectors.toSet());
        if (!ordered.equals(came)) {
            return Optional.of("the ledger delivered other files than it ordered");
        }
        return staging.fill(delivered, files, owner, link);
    }

    @Override
    public void close() {
        staging.close();
    }
}
