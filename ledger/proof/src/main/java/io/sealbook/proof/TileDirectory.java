package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import io.sealbook.proof.Verdict.Unchecked;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A log as a directory of tiles beside its checkpoint (C2SP tlog-tiles), checked file by file. */
final class TileDirectory {
    private final Path directory;
    private final Trust trust;

    TileDirectory(Path directory, Trust trust) {
        this.directory = directory;
        this.trust = trust;
    }

    /** Checks every entry and every tile that the checkpoint needs, and that they make the checkpoint's root. */
    Verdict check(LogCheck.Progress progress) throws IOException {
        Checkpoint checkpoint = trust.checkpoint(directory.resolve("checkpoint"));
        if (trust.isAgainst(checkpoint.root())) {
            return new Disproved("the checkpoint has another root: " + checkpoint);
        }
        Tiles tiles = new Tiles(checkpoint.size());
        LogCheck check = new LogCheck(tiles);
        for (long first = 0; first < checkpoint.size(); first += Tile.FULL) {
            Tile bundle = Tile.in(checkpoint.size(), Tile.ENTRIES, first / Tile.FULL);
            Optional<Verdict> problem =
                    check.read(new DataInputStream(new ByteArrayInputStream(read(bundle))), progress);
            if (problem.isPresent()) {
                return problem.get();
            }
            if (check.size() != first + bundle.width()) {
                return new Disproved(bundle + " holds " + (check.size() - first) + " entries, the checkpoint says "
                        + bundle.width());
            }
        }
        if (tiles.wrong().isPresent()) {
            return new Disproved(tiles.wrong().get() + " does not hold the hashes of its entries");
        }
        return switch (check.end(new Trust(Optional.of(checkpoint.root()), Optional.empty()))) {
            case Proved(String what) ->
                new Proved(what + "\nas the checkpoint of " + checkpoint.origin() + " and the tiles say");
            case Disproved disproved -> disproved;
            case Unchecked unchecked -> unchecked;
        };
    }

    private byte[] read(Tile tile) throws IOException {
        return Files.readAllBytes(directory.resolve(tile.path()));
    }

    /** Compares each hash that the entries make with the tile that it stands in, one tile of each level at a time. */
    private final class Tiles implements Recount.Listener {
        private final long size;
        private final long[] hashes = new long[Tile.LEVELS];
        private final byte[][] open = new byte[Tile.LEVELS][];
        private Optional<Tile> wrong = Optional.empty();

        Tiles(long size) {
            this.size = size;
        }

        @Override
        public void complete(int height, byte[] root) throws IOException {
            // Entries beyond the size are told of by whoever counts them.
            if (height % Tile.HEIGHT == 0 && hashes[height / Tile.HEIGHT] < size >>> height) {
                int level = height / Tile.HEIGHT;
                long index = hashes[level]++;
                compare(Tile.in(size, level, index / Tile.FULL), (int) (index % Tile.FULL) * TreeHash.LENGTH, root);
            }
        }

        private void compare(Tile tile, int at, byte[] root) throws IOException {
            if (at == 0) {
                open[tile.level()] = read(tile);
            }
            byte[] hashes = open[tile.level()];
            boolean whole = hashes.length == tile.width() * TreeHash.LENGTH;
            if (wrong.isEmpty()
                    && !(whole && Arrays.equals(hashes, at, at + TreeHash.LENGTH, root, 0, TreeHash.LENGTH))) {
                wrong = Optional.of(tile);
            }
        }

        /** The first tile that does not hold the hashes of its entries. */
        Optional<Tile> wrong() {
            return wrong;
        }
    }
}
