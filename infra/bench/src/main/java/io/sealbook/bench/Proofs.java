package io.sealbook.bench;

import io.sealbook.proof.ConsistencyProof;
import io.sealbook.proof.InclusionProof;
import io.sealbook.proof.Leaf;
import io.sealbook.proof.Tile;
import io.sealbook.proof.TileGrowth;
import io.sealbook.proof.TileTree;
import io.sealbook.proof.TreeHash;
import io.sealbook.proof.Verify;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/** How fast a large log proves one event, and how fast a stranger checks a whole one. */
final class Proofs {
    private static final long SIZE = 10_000_000;
    private static final int ASKED = 20_000;
    private static final int EXPORTED = 1_000_000;
    private static final long SEED = 20_261_122;

    private Proofs() {}

    static void measure(Bench.Options options) throws Exception {
        Path directory = Files.createTempDirectory("sealbook-bench-log-");
        try {
            proofs(directory.resolve("tiles"));
            verification(directory.resolve("export"));
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static void proofs(Path directory) throws IOException {
        Table table = new Table(
                "Proofs from the tiles of " + Table.number(SIZE) + " entries, on disk", "what", "p50 ms", "p99 ms");
        TileGrowth growth = TileGrowth.fromTheStart((tile, bytes) -> {
            if (tile.level() != Tile.ENTRIES) {
                Path file = directory.resolve(tile.path());
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            }
        });
        for (long i = 0; i < SIZE; i++) {
            growth.append(ByteBuffer.allocate(8).putLong(i).array());
        }
        growth.writePartials();
        byte[] root = growth.root();
        TileTree.Source source = tile -> Files.readAllBytes(directory.resolve(tile.path()));
        Random random = new Random(SEED);
        double[] inclusions = new double[ASKED];
        double[] consistencies = new double[ASKED / 10];
        for (int i = 0; i < ASKED; i++) {
            long index = random.nextLong(SIZE);
            long start = System.nanoTime();
            InclusionProof proof = InclusionProof.of(index, SIZE, new TileTree(SIZE, source));
            inclusions[i] = (System.nanoTime() - start) / 1e6;
            if (!proof.verify(
                    TreeHash.leaf(ByteBuffer.allocate(8).putLong(index).array()), root)) {
                throw new IllegalStateException("a proof that does not hold");
            }
        }
        for (int i = 0; i < consistencies.length; i++) {
            long start = System.nanoTime();
            ConsistencyProof.of(1 + random.nextLong(SIZE - 1), SIZE, new TileTree(SIZE, source));
            consistencies[i] = (System.nanoTime() - start) / 1e6;
        }
        table.row("inclusion of one event", quantile(inclusions, 0.5), quantile(inclusions, 0.99));
        table.row("consistency of two sizes", quantile(consistencies, 0.5), quantile(consistencies, 0.99));
        table.print();
    }

    private static String quantile(double[] times, double q) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return String.format(java.util.Locale.ROOT, "%.3f", sorted[(int) (q * sorted.length)]);
    }

    private static void verification(Path file) throws Exception {
        Table table = new Table(
                "Checking an exported log of " + Table.number(EXPORTED) + " real leaves",
                "what",
                "entries per second",
                "of bare SHA-256");
        long bytes = 0;
        Random random = new Random(SEED);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < EXPORTED; i++) {
                byte[] leaf = leaf(i, random);
                bytes += leaf.length;
                out.write(leaf.length >>> 8);
                out.write(leaf.length);
                out.write(leaf);
            }
        }
        int each = (int) (bytes / EXPORTED);
        double hashed = 0;
        double checked = 0;
        for (int round = 0; round < 6; round++) { // the best counts: the first ones are compiled on the way
            hashed = Math.max(hashed, hash(each));
            long start = System.nanoTime();
            int exit = Verify.run(List.of("log", file.toString()), System.out, System.err);
            if (exit != 0) {
                throw new IllegalStateException("the verifier answers " + exit);
            }
            checked = Math.max(checked, EXPORTED / ((System.nanoTime() - start) / 1e9));
        }
        table.row("SHA-256 over as many bytes, " + each + " each, and no more", Table.number(hashed), "the reference");
        table.row("sealbook-verify log", Table.number(checked), Table.percent(checked, hashed));
        table.print();
    }

    private static double hash(int length) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] leaf = new byte[length];
        byte seen = 0;
        long start = System.nanoTime();
        for (int i = 0; i < EXPORTED; i++) {
            leaf[0] = (byte) i;
            seen ^= digest.digest(leaf)[0];
        }
        double perSecond = EXPORTED / ((System.nanoTime() - start) / 1e9);
        if (seen == 1) {
            System.err.print("");
        }
        return perSecond;
    }

    // One stream for each ten events, a value, and eight disclosures, as a secret that was written has them.
    private static byte[] leaf(int position, Random random) {
        List<String> disclosures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            disclosures.add(text(random, 32));
        }
        disclosures.sort(null);
        return new Leaf(
                        position,
                        new UUID(0x01977a0e00007000L, 0x8000000000000000L | position),
                        "io.sealbook.secret.written.v1",
                        Instant.ofEpochMilli(1_800_000_000_000L + position),
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(ByteBuffer.allocate(16)
                                        .putLong(position / 10)
                                        .putLong(7)
                                        .array()),
                        position % 10 + 1,
                        text(random, 32),
                        text(random, 32),
                        disclosures)
                .bytes();
    }

    private static String text(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
