package io.sealbook.worker.place;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory root without the engine between, where this process is on the same host: the engine starts a process for
 * every archive, and every secret would pass through it. Open only while the root is the one that the engine saw last.
 * Not for directories that a container can write to: a link planted there would lead this process, which is root,
 * anywhere; the engine unpacks in a root of its own.
 */
final class HostHatch implements Hatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostHatch.class);
    private static final int LARGEST_READ = 1 << 20;
    private static final FileAttribute<?> CLOSED =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;
    private final String seenAt;
    // The device and inode of the root when the engine was seen to see it.
    private volatile @Nullable Object same;

    /** @param seenAt what callers call the root, as a tool does */
    HostHatch(Path root, String seenAt) {
        this.root = root;
        this.seenAt = seenAt;
    }

    /** Lets the engine look at the root, and finds out by a sign that lies there meanwhile whether it sees the same. */
    MemoryLook compare(Supplier<MemoryLook> looking) {
        String sign = ".sign-" + Salt.of(8);
        Path file = root.resolve(sign);
        Object before = identity().orElse(null);
        try {
            Files.createFile(file, CLOSED);
        } catch (IOException closed) {
            LOG.debug("this process has no way into {}", root, closed);
            same = null;
            return looking.get();
        }
        try {
            MemoryLook seen = looking.get();
            boolean there =
                    seen.entries().stream().anyMatch(entry -> entry.name().equals(sign));
            same = there && seen.owner() == owner() ? before : null;
            return seen;
        } finally {
            remove(file);
        }
    }

    private static void remove(Path sign) {
        try {
            Files.deleteIfExists(sign);
        } catch (IOException gone) {
            LOG.debug("{} stays until the host is restarted", sign, gone);
        }
    }

    boolean isOpen() {
        Object known = same;
        return known != null && Optional.of(known).equals(identity());
    }

    private Optional<Object> identity() {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(root, BasicFileAttributes.class).fileKey());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    // A process whose users are mapped takes somebody else for root.
    private int owner() {
        try {
            return (Integer) Files.getAttribute(root, "unix:uid");
        } catch (IOException _) {
            return -1;
        }
    }

    @Override
    public void put(String directory, Tar tar) {
        Path below = here(directory);
        for (Tar.Entry entry : tar.entries()) {
            Path path = below.resolve(entry.name()).normalize();
            if (!path.startsWith(below)) {
                throw new EngineFault("an archive for " + directory + " leads out of it", true, null);
            }
            try {
                unpack(path, entry);
            } catch (IOException failed) {
                throw fault(directory + "/" + entry.name(), failed);
            }
        }
    }

    private static void unpack(Path path, Tar.Entry entry) throws IOException {
        switch (entry.kind()) {
            case DIRECTORY -> {
                if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
                    Files.createDirectory(path);
                }
                own(path, entry);
            }
            case FILE -> {
                Files.deleteIfExists(path);
                write(path, entry.content());
                own(path, entry);
            }
            case LINK -> {
                Files.deleteIfExists(path);
                Files.createSymbolicLink(path, Path.of(entry.destination()));
            }
        }
    }

    // Through a buffer of ours: the channel would make one outside the heap that nobody wipes.
    private static void write(Path file, ByteBuffer content) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(content.remaining()).put(content).flip();
        try (FileChannel out =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), CLOSED)) {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } finally {
            buffer.clear();
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0);
            }
        }
    }

    // The mode last: until then the file is closed to everybody, and a change of owner clears bits of the mode.
    private static void own(Path path, Tar.Entry entry) throws IOException {
        Files.setAttribute(path, "unix:uid", entry.owner().uid(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", entry.owner().gid(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:mode", entry.mode(), NOFOLLOW_LINKS);
    }

    @Override
    public Optional<byte[]> read(String file) {
        Path path = here(file);
        try {
            if (Files.size(path) > LARGEST_READ) {
                throw new EngineFault(file + " is larger than anything that was put there", true, null);
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failed) {
            throw fault(file, failed);
        }
    }

    /** Overwrites and removes a directory with all that is in it; one that is gone is fine. */
    void wipe(String directory) {
        Path path = here(directory);
        try {
            if (Files.exists(path, NOFOLLOW_LINKS)) {
                Files.walkFileTree(path, new Wiping());
            }
        } catch (IOException failed) {
            throw fault(directory, failed);
        }
    }

    private Path here(String seen) {
        if (!isOpen()) {
            throw new EngineFault(root + " is not what the engine saw any more", false, null);
        }
        return root.resolve(Path.of(seenAt).relativize(Path.of(seen)));
    }

    // In the engine's own words, by which a full memory is known.
    private static EngineFault fault(String at, IOException failed) {
        String reason = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        return new EngineFault("cannot use " + at + " on this host: " + reason, true, failed);
    }

    @Override
    public void close() {
        // Nothing was made for it.
    }
}
