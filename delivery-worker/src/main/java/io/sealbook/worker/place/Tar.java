package io.sealbook.worker.place;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A POSIX ustar archive in one array that its owner can wipe: it is sized before anything is written, so no copy of a
 * secret stays behind in a buffer that grew.
 */
final class Tar implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;

    private final byte[] bytes;
    private int at;
    private final long now = Instant.now().getEpochSecond();

    private Tar(int size) {
        bytes = new byte[size];
    }

    /** Room for {@code entries} entries whose contents have these sizes. */
    static Tar sized(int entries, List<Integer> contents) {
        return sized(entries, 0, contents);
    }

    /** Room also for as many names and destinations that are {@link #isLong long}. */
    static Tar sized(int entries, int longTexts, List<Integer> contents) {
        int size = Math.multiplyExact(entries + 2 * longTexts + 2, BLOCK);
        for (int content : contents) {
            size = Math.addExact(size, padded(content));
        }
        return new Tar(size);
    }

    /** True for a name or destination that does not fit a ustar header and gets one of GNU's of its own. */
    static boolean isLong(String text) {
        return text.length() > LONGEST_NAME;
    }

    Tar directory(String name, int mode) {
        return directory(name, mode, Owner.ROOT);
    }

    Tar directory(String name, int mode, Owner owner) {
        header(name + "/", mode, owner.uid(), owner.gid(), 0, '5', "");
        return this;
    }

    Tar link(String name, String destination) {
        header(name, 0777, 0, 0, 0, '2', destination);
        return this;
    }

    Tar file(String name, int mode, int uid, int gid, byte[] content) {
        header(name, mode, uid, gid, content.length, '0', "");
        System.arraycopy(content, 0, bytes, at, content.length);
        at += padded(content.length);
        return this;
    }

    /** The archive itself, with the two empty blocks at its end. */
    byte[] bytes() {
        if (at + 2 * BLOCK != bytes.length) {
            throw new IllegalStateException("bug: the archive was sized for other entries");
        }
        return bytes;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    private void header(String name, int mode, int uid, int gid, int size, char type, String destination) {
        if (isLong(destination)) {
            longText('K', destination);
        }
        if (isLong(name)) {
            longText('L', name);
        }
        ustar(shortened(name), mode, uid, gid, size, type, shortened(destination));
    }

    // GNU tar's way, which every reader knows: an entry whose content is the text for the entry that follows.
    private void longText(char type, String text) {
        ustar("././@LongLink", 0, 0, 0, text.length() + 1, type, "");
        text(at, BLOCK - 1, text);
        at += BLOCK;
    }

    private static String shortened(String text) {
        return isLong(text) ? text.substring(0, LONGEST_NAME) : text;
    }

    private void ustar(String name, int mode, int uid, int gid, int size, char type, String destination) {
        int start = at;
        text(start, LONGEST_NAME, name);
        octal(start + 100, 8, mode);
        octal(start + 108, 8, uid);
        octal(start + 116, 8, gid);
        octal(start + 124, 12, size);
        octal(start + 136, 12, now);
        Arrays.fill(bytes, start + 148, start + 156, (byte) ' ');
        bytes[start + 156] = (byte) type;
        text(start + 157, LONGEST_NAME, destination);
        text(start + 257, 8, "ustar\00000");
        int sum = 0;
        for (int i = start; i < start + BLOCK; i++) {
            sum += bytes[i] & 0xff;
        }
        octal(start + 148, 7, sum);
        at = start + BLOCK;
    }

    private void text(int offset, int room, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        if (ascii.length > room) {
            throw new IllegalArgumentException("a name in an archive has at most 511 characters");
        }
        System.arraycopy(ascii, 0, bytes, offset, ascii.length);
    }

    private void octal(int offset, int room, long number) {
        long rest = number;
        for (int i = room - 2; i >= 0; i--) {
            bytes[offset + i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
        if (rest != 0) {
            throw new IllegalArgumentException("the number does not fit an archive");
        }
        bytes[offset + room - 1] = 0;
    }

    private static int padded(int size) {
        return Math.ceilDiv(size, BLOCK) * BLOCK;
    }

    /** The content of the first plain file in an archive; headers that only describe others are passed over. */
    static Optional<byte[]> firstFile(byte[] archive) {
        return read(archive).stream()
                .filter(entry -> entry.kind() == Entry.Kind.FILE)
                .findFirst()
                .map(entry -> {
                    byte[] content = new byte[entry.content().remaining()];
                    entry.content().get(content);
                    return content;
                });
    }

    /** What this archive holds, in its order; the contents are views of it. */
    List<Entry> entries() {
        return read(bytes());
    }

    // What another program wrote may have entries of other kinds, and end in the middle of one: they are passed over.
    private static List<Entry> read(byte[] archive) {
        List<Entry> entries = new ArrayList<>();
        @Nullable String longName = null;
        @Nullable String longDestination = null;
        for (int at = 0; at + BLOCK <= archive.length && archive[at] != 0; ) {
            int size = number(archive, at + 124, 12);
            int from = at + BLOCK;
            if (from + size > archive.length) {
                break;
            }
            switch (archive[at + 156]) {
                case 'L' -> longName = text(archive, from, size);
                case 'K' -> longDestination = text(archive, from, size);
                default -> {
                    String name = longName == null ? text(archive, at, LONGEST_NAME) : longName;
                    String destination =
                            longDestination == null ? text(archive, at + 157, LONGEST_NAME) : longDestination;
                    Entry.kind(archive[at + 156])
                            .ifPresent(kind -> entries.add(new Entry(kind, name, destination, archive, from - BLOCK)));
                    longName = null;
                    longDestination = null;
                }
            }
            at = from + padded(size);
        }
        return entries;
    }

    private static String text(byte[] archive, int from, int room) {
        int end = from;
        while (end < from + room && archive[end] != 0) {
            end++;
        }
        return new String(archive, from, end - from, StandardCharsets.US_ASCII);
    }

    private static int number(byte[] archive, int from, int room) {
        String digits = text(archive, from, room).strip();
        return digits.isEmpty() ? 0 : Integer.parseInt(digits, 8);
    }

    /** One directory, file or link of an archive, where its header begins. */
    record Entry(Kind kind, String name, String destination, byte[] archive, int at) {
        enum Kind {
            DIRECTORY,
            FILE,
            LINK
        }

        private static Optional<Kind> kind(byte type) {
            return switch (type) {
                case '5' -> Optional.of(Kind.DIRECTORY);
                case '0', 0 -> Optional.of(Kind.FILE);
                case '2' -> Optional.of(Kind.LINK);
                default -> Optional.empty();
            };
        }

        int mode() {
            return number(archive, at + 100, 8);
        }

        Owner owner() {
            return new Owner(number(archive, at + 108, 8), number(archive, at + 116, 8));
        }

        ByteBuffer content() {
            return ByteBuffer.wrap(archive, at + BLOCK, number(archive, at + 124, 12));
        }
    }
}
