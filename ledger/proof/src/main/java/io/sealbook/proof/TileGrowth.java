package io.sealbook.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Makes the tiles of a growing log: each full one as soon as it is full, the partial ones of a size when asked. Keeps
 * one unfinished tile for each level.
 *
 * <p>Not safe for use by several threads: whoever publishes owns it.
 */
public final class TileGrowth {
    private static final int LEVELS = 8;
    private static final int LONGEST_ENTRY = 65_535;

    private final Sink sink;
    private final byte[][] hashes = new byte[LEVELS][Tile.FULL * TreeHash.LENGTH];
    private final Frontier frontier;
    private ByteArrayOutputStream bundle;

    private TileGrowth(Frontier frontier, ByteArrayOutputStream bundle, Sink sink) {
        this.frontier = frontier;
        this.bundle = bundle;
        this.sink = sink;
    }

    /** Where finished tiles go. */
    @FunctionalInterface
    public interface Sink {
        /** Keeps the tile for ever; the same tile may come again, with the same bytes. */
        void write(Tile tile, byte[] bytes) throws IOException;
    }

    /** Begins with the first entry. */
    public static TileGrowth fromTheStart(Sink sink) {
        return new TileGrowth(Frontier.empty(), new ByteArrayOutputStream(), sink);
    }

    /** Goes on from a log of this size, whose partial tiles the source holds. */
    public static TileGrowth from(long size, TileTree.Source source, Sink sink) throws IOException {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        TileGrowth growth = new TileGrowth(new TileTree(size, source).frontier(), bundle, sink);
        for (Tile tile : Tile.partials(size)) {
            byte[] bytes = source.read(tile);
            if (tile.level() == Tile.ENTRIES) {
                bundle.write(bytes);
            } else if (bytes.length == tile.width() * TreeHash.LENGTH) {
                System.arraycopy(bytes, 0, growth.hashes[tile.level()], 0, bytes.length);
            } else {
                throw new IOException(tile + " has " + bytes.length + " bytes");
            }
        }
        return growth;
    }

    /** Adds the next entry, of at most 65,535 bytes. */
    public void append(byte[] entry) throws IOException {
        if (entry.length > LONGEST_ENTRY) {
            throw new IllegalArgumentException("an entry of a log has at most 65,535 bytes");
        }
        long index = frontier.size();
        byte[] hash = TreeHash.leaf(entry);
        frontier.append(hash);
        bundle.write(entry.length >>> 8);
        bundle.write(entry.length);
        bundle.write(entry);
        if (frontier.size() % Tile.FULL == 0) {
            sink.write(new Tile(Tile.ENTRIES, index / Tile.FULL, Tile.FULL), bundle.toByteArray());
            bundle = new ByteArrayOutputStream();
        }
        append(0, index, hash);
    }

    private void append(int level, long index, byte[] hash) throws IOException {
        int at = (int) (index % Tile.FULL);
        System.arraycopy(hash, 0, hashes[level], at * TreeHash.LENGTH, TreeHash.LENGTH);
        if (at == Tile.FULL - 1) {
            sink.write(new Tile(level, index / Tile.FULL, Tile.FULL), hashes[level].clone());
            append(level + 1, index / Tile.FULL, TreeHash.fold(hashes[level].clone()));
        }
    }

    /** Writes the partial tiles that a checkpoint of this size needs, beside the full ones that are written already. */
    public void writePartials() throws IOException {
        for (Tile tile : Tile.partials(size())) {
            sink.write(
                    tile,
                    tile.level() == Tile.ENTRIES
                            ? bundle.toByteArray()
                            : Arrays.copyOf(hashes[tile.level()], tile.width() * TreeHash.LENGTH));
        }
    }

    /** How many entries the log has. */
    public long size() {
        return frontier.size();
    }

    /** {@code MTH(D[size])}. */
    public byte[] root() {
        return frontier.root();
    }
}
