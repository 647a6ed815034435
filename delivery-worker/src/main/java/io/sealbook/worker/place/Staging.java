package io.sealbook.worker.place;

import io.sealbook.api.Plaintext;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.redeem.Delivered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The memory of one container, open for filling. Closing it gives back the way there, not the memory. */
final class Staging implements AutoCloseable {
    private final Hatch hatch;
    private final String path;
    private final Runnable closing;

    /** @param path where the hatch has the container's memory */
    Staging(Hatch hatch, String path, Runnable closing) {
        this.hatch = hatch;
        this.path = path;
        this.closing = closing;
    }

    /** Unpacks an archive below a directory of the hatch. */
    void unpack(String directory, Tar tar) {
        hatch.put(directory, tar);
    }

    /** What it holds; empty while it is not whole. */
    Optional<Held> held() {
        return contents(Layout.CURRENT)
                .map(current -> new Held(current, contents(Layout.OTHER).orElse(null)));
    }

    private Optional<Contents> contents(String link) {
        return hatch.read(path + "/" + link + "/" + Layout.READY).flatMap(Layout::contents);
    }

    /**
     * Lays out the files behind {@code link}, which is the commit point: the engine unpacks in order, and an archive that
     * was cut short, or an answer that lied, leaves a directory to which nothing leads, and it is made again. A sentence
     * when the memory has no room for them: another attempt would only read them again.
     */
    Optional<String> fill(Delivered delivered, List<Orders.File> files, Owner owner, String link) {
        try (Tar tar = Layout.archive(delivered, files, owner, link)) {
            unpack(path, tar);
        } catch (EngineFault fault) {
            if (isFull(fault)) {
                return Optional.of("the secrets do not fit into the memory on the engine's host, which is full");
            }
            throw fault;
        }
        if (contents(link)
                .filter(there -> there.generation() == delivered.generation())
                .isEmpty()) {
            throw new EngineFault("the engine took the secrets but they are not there", true, null);
        }
        return Optional.empty();
    }

    // The engine's own disk may be full, too, but that is somewhere else and may pass.
    private boolean isFull(EngineFault fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains(path + "/") && message.contains("no space left on device");
    }

    /**
     * Gives the memory to the container's own user, with a token in it. An application that fetches for itself need not be
     * waited for, so its gate finds what it waits for. Handed over again, the later token counts.
     */
    void hand(Plaintext token, Owner owner, App app) {
        int at = path.lastIndexOf('/');
        try (Tar tar = Layout.handover(path.substring(at + 1), token, owner, app)) {
            unpack(path.substring(0, at), tar);
        }
    }

    /** Leaves a token with the keeper of this memory. It is not seen before all of it is there. */
    void entrust(Plaintext token, List<Orders.File> files, Owner owner) {
        try (Tar tar = Layout.errand(token, files, owner)) {
            unpack(path, tar);
        }
    }

    /** What the keeper of this memory says in a file of that name. */
    Optional<String> told(String file) {
        return hatch.read(path + "/" + file).map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip());
    }

    @Override
    public void close() {
        closing.run();
    }
}
