package io.sealbook.worker.redeem;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.event.VersionedPath;
import java.util.List;

/** The revealed files of one generation. Whoever holds it closes it, and with it every byte is wiped. */
public record Delivered(DeploymentId deployment, int generation, List<File> files) implements AutoCloseable {
    public Delivered {
        files = List.copyOf(files);
    }

    public List<VersionedPath> versions() {
        return files.stream().map(File::version).distinct().toList();
    }

    @Override
    public void close() {
        files.forEach(file -> file.content().close());
    }

    /** One file: its name, its mode as four octal digits, which value of which secret it is, and the value. */
    public record File(String name, String mode, VersionedPath version, Plaintext content) {}
}
