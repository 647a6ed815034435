package io.sealbook.server.log;

import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.SignedNote;
import io.sealbook.proof.Tile;
import io.sealbook.proof.TileGrowth;
import io.sealbook.proof.TileTree;
import io.sealbook.proof.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The published log as files (C2SP tlog-tiles): a directory that any web server or object store may serve as it is. A
 * tile is whole and on the disk when its write returns, and never replaced by another; only the checkpoint changes.
 */
final class TileFiles implements TileTree.Source, TileGrowth.Sink {
    private final Path directory;
    private final Disk disk;

    // Partial tiles of full ones that no checkpoint names yet: until then somebody may ask for them.
    private final List<Path> outgrown = new ArrayList<>();

    TileFiles(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** A tile that was published does not have the bytes that it should have now. */
    static final class TileConflictException extends IOException {
        private static final long serialVersionUID = 1L;

        TileConflictException(Tile tile) {
            super("the published " + tile + " has other bytes than the ledger makes");
        }
    }

    @Override
    public byte[] read(Tile tile) throws IOException {
        try {
            return Files.readAllBytes(directory.resolve(tile.path()));
        } catch (NoSuchFileException missing) {
            if (tile.isFull()) {
                throw missing;
            }
            return tile.beginningOf(Files.readAllBytes(wider(tile).orElseThrow(() -> missing)));
        }
    }

    // A partial tile may be gone once the full one is there, and one of a size that was never published never was:
    // both are the beginning of any wider one.
    private Optional<Path> wider(Tile tile) throws IOException {
        Path full = directory.resolve(new Tile(tile.level(), tile.index(), Tile.FULL).path());
        if (Files.exists(full)) {
            return Optional.of(full);
        }
        Path partials = full.resolveSibling(full.getFileName() + ".p");
        if (!Files.exists(partials)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(partials)) {
            return found.filter(file -> file.getFileName().toString().matches("[0-9]+"))
                    .filter(file -> Integer.parseInt(file.getFileName().toString()) > tile.width())
                    .findAny();
        }
    }

    @Override
    public void write(Tile tile, byte[] bytes) throws IOException {
        Path file = directory.resolve(tile.path());
        if (Files.exists(file)) {
            if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
                throw new TileConflictException(tile);
            }
            return;
        }
        Files.createDirectories(file.getParent());
        disk.replace(file, bytes);
        if (tile.isFull()) {
            outgrown.add(file.resolveSibling(file.getFileName() + ".p"));
        }
    }

    private void delete(Path partials) throws IOException {
        if (Files.exists(partials)) {
            try (Stream<Path> tiles = Files.list(partials)) {
                for (Path tile : tiles.toList()) {
                    disk.delete(tile);
                }
            }
            disk.delete(partials);
        }
    }

    /** The newest checkpoint that was published here, as it is served. */
    Optional<String> checkpoint() {
        try {
            return Optional.of(Files.readString(directory.resolve("checkpoint")));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many entries the checkpoint here covers that this key signed; -1 if there is none. */
    long signedSize(VerifierKey key) {
        try {
            return checkpoint()
                    .map(note -> Checkpoint.verified(SignedNote.read(note), key).size())
                    .orElse(-1L);
        } catch (IllegalArgumentException damaged) {
            return -1;
        }
    }

    /** Publishes the checkpoint: every tile that it needs must have been written before. */
    void publish(SignedNote checkpoint) throws IOException {
        Files.createDirectories(directory);
        disk.replace(directory.resolve("checkpoint"), checkpoint.written().getBytes(StandardCharsets.UTF_8));
        for (Path partials : outgrown) {
            delete(partials);
        }
        outgrown.clear();
    }
}
