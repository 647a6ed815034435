package io.sealbook.worker.place;

import io.sealbook.api.Plaintext;
import io.sealbook.api.http.Orders;
import java.util.List;
import java.util.Optional;

/** A container that lacks nothing but its secrets, and whose keeper fetches them once it is handed a token. */
public final class Tended implements Begun, AutoCloseable {
    private final Staging staging;
    private final List<Orders.File> files;
    private final Owner owner;

    Tended(Staging staging, List<Orders.File> files, Owner owner) {
        this.staging = staging;
        this.files = files;
        this.owner = owner;
    }

    /** The public key of the keeper, to which the answer must be sealed; empty as long as it has shown none. */
    public Optional<String> key() {
        return staging.told(".key");
    }

    /** Gives the keeper a token, and tells it whose the files are to be. The token stays the caller's to wipe. */
    public void hand(Plaintext token) {
        staging.entrust(token, files, owner);
    }

    /** How the keeper's errand ended. */
    public sealed interface Ending {
        /** The files are there. */
        record Whole() implements Ending {}

        /** There will be none for this token, and why. */
        record InVain(String problem) implements Ending {}
    }

    /** Empty as long as the keeper is about it. */
    public Optional<Ending> ending() {
        return staging.held()
                .<Ending>map(_ -> new Ending.Whole())
                .or(() -> staging.told(Placement.REFUSED)
                        .map(words ->
                                new Ending.InVain("the keeper got no secrets: " + words.replaceFirst("^[0-9]+ ", ""))));
    }

    @Override
    public void close() {
        staging.close();
    }
}
