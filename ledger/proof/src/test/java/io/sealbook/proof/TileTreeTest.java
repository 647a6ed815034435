package io.sealbook.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTreeTest {
    private static final int LARGEST = 70_000;
    private static final List<byte[]> ENTRIES = entries();
    private static final List<byte[]> LEAVES =
            ENTRIES.stream().map(TreeHash::leaf).toList();

    private final Map<Tile, byte[]> tiles = new HashMap<>();

    @ParameterizedTest(name = "{1}/{2} wide {3} is {0}")
    @CsvSource({
        "tile/0/000, 0, 0, 256",
        "tile/0/x001/x234/067, 0, 1234067, 256",
        "tile/1/x001/000.p/112, 1, 1000, 112",
        "tile/entries/255.p/1, -1, 255, 1"
    })
    void aTileHasOnePath(String path, int level, long index, int width) {
        Tile tile = new Tile(level, index, width);
        assertThat(tile.path()).isEqualTo(path);
        String[] parts = path.split("/", 3);
        assertThat(Tile.read(parts[1], parts[2])).isEqualTo(tile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/0",
                "0/x000/000",
                "00/000",
                "8/000",
                "-1/000",
                "0/000.p/0",
                "0/000.p/256",
                "0/000.p/01",
                "0/000.p/",
                "0/000.p/x",
                "0/1000",
                "0/x001",
                "0/../000",
                "entries/",
                "0/x001/x002/x003/x004/x005/x006/007",
                "leaf/000"
            })
    void anotherPathIsNoTile(String path) {
        String[] parts = path.split("/", 2);
        assertThatIllegalArgumentException().isThrownBy(() -> Tile.read(parts[0], parts[1]));
    }

    @Test
    void aLogHasExactlyTheTilesThatTheSpecificationNames() throws IOException {
        TileGrowth growth = TileGrowth.fromTheStart(tiles::put);
        append(growth, 0, LARGEST);
        growth.writePartials();
        assertThat(tiles.keySet().stream().filter(tile -> tile.level() == 0 && tile.isFull()))
                .hasSize(273);
        assertThat(tiles.keySet().stream().filter(tile -> tile.level() >= 0 && (tile.level() > 0 || !tile.isFull())))
                .containsExactlyInAnyOrder(
                        new Tile(0, 273, 112), new Tile(1, 0, 256), new Tile(1, 1, 17), new Tile(2, 0, 1));
        assertThat(tiles.keySet().stream().filter(tile -> tile.level() == Tile.ENTRIES))
                .hasSize(274);
        assertThat(tiles.get(new Tile(0, 5, 256))).hasSize(8192);
        assertThat(growth.root()).isEqualTo(ReferenceTree.root(LEAVES));
        assertThat(new TileTree(LARGEST, this::tile).root()).isEqualTo(ReferenceTree.root(LEAVES));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 20_261_122})
    void growthGoesOnFromAnySizeAsIfItHadNeverStopped(long seed) throws IOException {
        Random random = new Random(seed);
        TileGrowth growth = TileGrowth.fromTheStart(tiles::put);
        for (int size = 0; size < 3_000; ) {
            int next = size + 1 + random.nextInt(200);
            append(growth, size, next);
            growth.writePartials();
            size = next;
            growth = TileGrowth.from(size, this::tile, tiles::put);
            assertThat(growth.size()).isEqualTo(size);
            assertThat(growth.root()).isEqualTo(ReferenceTree.root(LEAVES.subList(0, size)));
        }
        Map<Tile, byte[]> atOnce = new HashMap<>();
        TileGrowth whole = TileGrowth.fromTheStart(atOnce::put);
        append(whole, 0, (int) growth.size());
        whole.writePartials();
        atOnce.forEach(
                (tile, bytes) -> assertThat(tiles.get(tile)).as(tile.path()).isEqualTo(bytes));
    }

    @Test
    void everyProofFromTilesIsThatOfTheDefinition() throws IOException {
        Random random = new Random(7);
        for (int size : IntStream.concat(IntStream.of(1, 255, 256, 257, 65_537), random.ints(12, 2, LARGEST))
                .toArray()) {
            tiles.clear();
            TileGrowth growth = TileGrowth.fromTheStart(tiles::put);
            append(growth, 0, size);
            growth.writePartials();
            TileTree tree = new TileTree(size, this::tile);
            List<byte[]> leaves = LEAVES.subList(0, size);
            assertThat(tree.frontier().packed()).isEqualTo(frontier(size).packed());
            int index = random.nextInt(size);
            assertThat(InclusionProof.of(index, size, tree).hashes())
                    .containsExactlyElementsOf(ReferenceTree.path(index, leaves));
            int old = 1 + random.nextInt(size);
            assertThat(ConsistencyProof.of(old, size, tree).hashes())
                    .containsExactlyElementsOf(ReferenceTree.consistency(old, leaves));
        }
    }

    private static Frontier frontier(int size) {
        Frontier frontier = Frontier.empty();
        LEAVES.subList(0, size).forEach(frontier::append);
        return frontier;
    }

    private static void append(TileGrowth growth, int from, int to) throws IOException {
        for (byte[] entry : ENTRIES.subList(from, to)) {
            growth.append(entry);
        }
    }

    private byte[] tile(Tile tile) throws IOException {
        byte[] bytes = tiles.get(tile);
        if (bytes == null) {
            throw new NoSuchFileException(tile.path());
        }
        return bytes;
    }

    private static List<byte[]> entries() {
        Random random = new Random(42);
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < LARGEST; i++) {
            byte[] entry = new byte[random.nextInt(40)];
            random.nextBytes(entry);
            entries.add(entry);
        }
        return entries;
    }
}
