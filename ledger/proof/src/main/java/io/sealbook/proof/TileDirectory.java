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
        Mismatches mismatches = new Mismatches();
        TileGrowth growth = TileGrowth.fromTheStart(mismatches);
        LogCheck check = new LogCheck(growth::append);
        long bundles = Math.ceilDiv(checkpoint.size(), Tile.FULL);
        for (long index = 0; index < bundles; index++) {
            byte[] bundle = Files.readAllBytes(directory.resolve(
                    Tile.in(checkpoint.size(), Tile.ENTRIES, index).path()));
            Optional<Verdict> problem = check.read(new DataInputStream(new ByteArrayInputStream(bundle)), progress);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        growth.writePartials();
        if (growth.size() != checkpoint.size()) {
            return new Disproved(
                    "the bundles hold " + growth.size() + " entries, the checkpoint says " + checkpoint.size());
        }
        if (mismatches.first().isPresent()) {
            return new Disproved(mismatches.first().get() + " does not hold the hashes of its entries");
        }
        return switch (check.end(new Trust(Optional.of(checkpoint.root()), Optional.empty()))) {
            case Proved(String what) ->
                new Proved(what + "\nas the checkpoint of " + checkpoint.origin() + " and the tiles say");
            case Disproved disproved -> disproved;
            case Unchecked unchecked -> unchecked;
        };
    }

    /** Compares each tile that the entries make with the file that stands there. */
    private final class Mismatches implements TileGrowth.Sink {
        private Optional<Tile> first = Optional.empty();

        @Override
        public void write(Tile tile, byte[] bytes) throws IOException {
            if (first.isEmpty() && !Arrays.equals(Files.readAllBytes(directory.resolve(tile.path())), bytes)) {
                first = Optional.of(tile);
            }
        }

        Optional<Tile> first() {
            return first;
        }
    }
}
