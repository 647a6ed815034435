package io.sealbook.server.log;

import io.sealbook.proof.Checkpoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The last checkpoint that this log signed or is about to sign, in a file that is never restored together with the
 * database. Nothing else keeps a restored database from signing a second history.
 */
final class LastCheckpoint {
    private final Path file;
    private final Disk disk;

    LastCheckpoint(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    Path file() {
        return file;
    }

    /** The record; empty when there is none. One that cannot be understood is an {@link IOException}. */
    Optional<Checkpoint> read() throws IOException {
        try {
            return Optional.of(Checkpoint.read(Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException("the record of the last checkpoint is damaged: " + file, e);
        }
    }

    /**
     * Replaces the record if it still is {@code expected}; tells whether it was. On return the new one is on the disk.
     * A lock on a file beside it makes comparing and replacing one step for all processes.
     */
    boolean replace(Optional<Checkpoint> expected, Checkpoint next) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        synchronized (LastCheckpoint.class) {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (!read().map(Checkpoint::text).equals(expected.map(Checkpoint::text))) {
                    return false;
                }
                disk.replace(file, next.text().getBytes(StandardCharsets.UTF_8));
                return true;
            }
        }
    }
}
