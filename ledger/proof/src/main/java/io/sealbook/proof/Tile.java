package io.sealbook.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A piece of a log that is served as one file (C2SP tlog-tiles): up to 256 hashes of one level, or the entries under as
 * many leaves. A full tile never changes; a partial one of the same index is another file.
 *
 * @param level 0 for hashes of leaves, one more for each factor 256; {@link #ENTRIES} for a bundle of entries
 * @param index its place at that level, from 0
 * @param width how many hashes or entries it holds, 1 to 256
 */
public record Tile(int level, long index, int width) {
    /** The level of entry bundles, which lie below the hashes of the leaves. */
    public static final int ENTRIES = -1;
    /** The width of a full tile. */
    public static final int FULL = 256;

    /** A full tile holds 2^8 hashes: so many levels of the tree lie between two levels of tiles. */
    static final int HEIGHT = 8;
    /** How many levels of tiles of hashes the largest tree has. */
    static final int LEVELS = 8;

    private static final Pattern GROUPS = Pattern.compile("(?:x[0-9]{3}/){0,5}[0-9]{3}");

    public Tile {
        if (level < ENTRIES || level >= LEVELS || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException("there is no such tile");
        }
    }

    /** The tile at this level and index in a tree of this size, as wide as that size allows. */
    static Tile in(long size, int level, long index) {
        long left = (size >>> (HEIGHT * Math.max(level, 0))) - index * FULL;
        return new Tile(level, index, (int) Math.min(FULL, left));
    }

    /** The partial tiles of a tree of this size: those on its right edge, which a larger tree replaces. */
    static List<Tile> partials(long size) {
        List<Tile> partials = new ArrayList<>();
        for (int level = 0; level < LEVELS; level++) {
            long hashes = size >>> (HEIGHT * level);
            if (hashes % FULL != 0) {
                partials.add(new Tile(level, hashes / FULL, (int) (hashes % FULL)));
            }
        }
        if (size % FULL != 0) {
            partials.add(new Tile(ENTRIES, size / FULL, (int) (size % FULL)));
        }
        return partials;
    }

    /**
     * The tile with this level ("entries" for a bundle) and this rest of a path, {@code N} or {@code N.p/W}; anything
     * that is not exactly such a name is an {@link IllegalArgumentException}.
     */
    public static Tile read(String level, String rest) {
        int dot = rest.indexOf(".p/");
        String groups = dot < 0 ? rest : rest.substring(0, dot);
        if (!GROUPS.matcher(groups).matches() || level.length() > 7 || rest.length() > 40) {
            throw new IllegalArgumentException("a tile's name is its number in groups of three digits");
        }
        Tile tile = new Tile(
                level.equals("entries") ? ENTRIES : Integer.parseInt(level),
                Long.parseLong(groups.replace("x", "").replace("/", "")),
                dot < 0 ? FULL : Integer.parseInt(rest.substring(dot + 3)));
        if (!tile.path().equals("tile/" + level + "/" + rest)) {
            throw new IllegalArgumentException("a tile has one name, and this is another");
        }
        return tile;
    }

    /** Its path below the log's prefix, for example {@code tile/0/x001/x234/067} or {@code tile/entries/000.p/17}. */
    public String path() {
        StringBuilder path =
                new StringBuilder(String.valueOf((index % 1000) + 1000).substring(1));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x" + String.valueOf((rest % 1000) + 1000).substring(1) + "/");
        }
        path.insert(0, "tile/" + (level == ENTRIES ? "entries" : String.valueOf(level)) + "/");
        return width == FULL
                ? path.toString()
                : path.append(".p/").append(width).toString();
    }

    public boolean isFull() {
        return width == FULL;
    }

    /** The bytes of this partial tile, cut from those of the full one in the same place. */
    public byte[] beginningOf(byte[] full) {
        int end = width * TreeHash.LENGTH;
        if (level == ENTRIES) {
            end = 0;
            for (int i = 0; i < width; i++) {
                end += 2 + (((full[end] & 0xff) << 8) | (full[end + 1] & 0xff));
            }
        }
        return Arrays.copyOf(full, end);
    }

    @Override
    public String toString() {
        return path();
    }
}
