package io.sealbook.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A tree of one size, read from its tiles as far as a question needs them. It believes the tiles: what it tells must
 * lead to a root that is known from elsewhere.
 */
public final class TileTree implements Subtrees {
    private static final int HEIGHT = 8;

    private final long size;
    private final Source source;

    /** The tree over the first {@code size} entries of a log that has published at least as many. */
    public TileTree(long size, Source source) {
        this.size = size;
        this.source = source;
    }

    /** Where tiles come from. */
    @FunctionalInterface
    public interface Source {
        /** The tile's bytes; a tile that is missing or cannot be read is an {@link IOException}. */
        byte[] read(Tile tile) throws IOException;
    }

    /** How many entries it has. */
    public long size() {
        return size;
    }

    /** {@code MTH(D[size])}. */
    public byte[] root() {
        return size == 0 ? TreeHash.empty() : root(0, size);
    }

    /** Its right edge, to go on from. */
    public Frontier frontier() {
        byte[] edge = new byte[Long.bitCount(size) * TreeHash.LENGTH];
        long from = 0;
        for (int at = 0; at < edge.length; at += TreeHash.LENGTH) {
            long complete = Long.highestOneBit(size - from);
            System.arraycopy(root(from, from + complete), 0, edge, at, TreeHash.LENGTH);
            from += complete;
        }
        return Frontier.of(size, edge);
    }

    @Override
    public byte[] root(long from, long to) {
        long count = to - from;
        if (from < 0 || count < 1 || to > size) {
            throw new IllegalArgumentException("a part of a tree has at least one entry and ends within it");
        }
        if (Long.bitCount(count) == 1 && from % count == 0) {
            return complete(Long.numberOfTrailingZeros(count), from / count);
        }
        long left = InclusionProof.split(count);
        return TreeHash.node(root(from, from + left), root(from + left, to));
    }

    // The root over 2^height entries stands in a tile, or is made from at most 128 hashes that stand there together.
    private byte[] complete(int height, long index) {
        int level = height / HEIGHT;
        int hashes = 1 << height % HEIGHT;
        long first = index * hashes;
        Tile tile = Tile.in(size, level, first / Tile.FULL);
        byte[] bytes = hashes(tile);
        int at = (int) (first % Tile.FULL) * TreeHash.LENGTH;
        byte[] folding = Arrays.copyOfRange(bytes, at, at + hashes * TreeHash.LENGTH);
        return TreeHash.fold(folding);
    }

    private byte[] hashes(Tile tile) {
        try {
            byte[] bytes = source.read(tile);
            if (bytes.length != tile.width() * TreeHash.LENGTH) {
                throw new IOException(tile + " has " + bytes.length + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
