package io.sealbook.proof;

import io.sealbook.proof.Verdict.Disproved;
import io.sealbook.proof.Verdict.Proved;
import io.sealbook.proof.Verdict.Unchecked;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a whole log from its exported entries, each a length of two bytes (big-endian) and the leaf: that positions
 * are dense, that no stream misses an event, that time never runs backwards, and what the root is.
 */
final class LogCheck {
    private final Recount recount;
    private final Map<String, Long> sequences = new HashMap<>();
    private Instant latest = Instant.MIN;
    private long size;
    private long bytesRead;

    LogCheck() {
        this((_, _) -> {});
    }

    /** The listener sees the tree grow over the entries that are in order. */
    LogCheck(Recount.Listener listener) {
        this.recount = new Recount(listener);
    }

    /** Told now and then how far a check has come. */
    interface Progress {
        void seen(long entries, long bytes);
    }

    /** Reads entries to the end of this stream, and stops at the first that is not in order. */
    Optional<Verdict> read(DataInputStream entries, Progress progress) throws IOException {
        for (int length = entries.read(); length >= 0; length = entries.read()) {
            byte[] bytes;
            try {
                bytes = new byte[length << 8 | entries.readUnsignedByte()];
                entries.readFully(bytes);
            } catch (EOFException e) {
                return Optional.of(new Unchecked("the export ends in the middle of entry " + size));
            }
            if (!Leaf.hasKnownVersion(bytes)) {
                return Optional.of(new Unchecked(
                        "entry " + size + " is not a leaf of version " + Leaf.VERSION + ", the only one that I know"));
            }
            Optional<String> wrong = append(bytes);
            if (wrong.isPresent()) {
                return Optional.of(new Disproved("entry " + size + ": " + wrong.get()));
            }
            size++;
            bytesRead += 2 + bytes.length;
            if (size % 1_024 == 0) {
                progress.seen(size, bytesRead);
            }
        }
        return Optional.empty();
    }

    /** How many entries were read. */
    long size() {
        return size;
    }

    /** What all the entries make, after the last one. */
    Verdict end(Trust trust) {
        byte[] root = recount.root();
        String tree = "size " + size + ", root " + Base64Text.of(root);
        if (trust.isAgainst(root)) {
            return new Disproved("the entries make another tree: " + tree);
        }
        return new Proved("the entries are whole: positions dense, " + sequences.size() + " streams without a gap\n"
                + "they make the tree of " + tree);
    }

    private Optional<String> append(byte[] bytes) throws IOException {
        Leaf leaf;
        try {
            leaf = Leaf.read(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.of("malformed, " + e.getMessage());
        }
        if (leaf.position() != size) {
            return Optional.of("says that its position is " + leaf.position());
        }
        long expected = sequences.merge(leaf.tag(), 1L, Long::sum);
        if (leaf.sequence() != expected) {
            return Optional.of("stream " + leaf.tag() + " goes on with " + leaf.sequence() + " instead of " + expected);
        }
        if (leaf.at().isBefore(latest)) {
            return Optional.of("is older than the entry before it");
        }
        latest = leaf.at();
        recount.add(bytes);
        return Optional.empty();
    }
}
