package io.sealbook.worker.place;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes everything that it visits. Freed pages keep their bytes until somebody needs them, so they are zeroed first. */
final class Wiping extends SimpleFileVisitor<Path> {
    private static final int STEP = 1 << 16;

    private final ByteBuffer zeros = ByteBuffer.allocateDirect(STEP);

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
        if (facts.isRegularFile()) {
            blank(file, facts.size());
        }
        Files.delete(file);
        return FileVisitResult.CONTINUE;
    }

    private void blank(Path file, long size) throws IOException {
        try (FileChannel out = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            for (long left = size; left > 0; ) {
                zeros.clear().limit((int) Math.min(left, STEP));
                left -= out.write(zeros);
            }
        }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException cut) throws IOException {
        if (cut != null) {
            throw cut;
        }
        Files.delete(directory);
        return FileVisitResult.CONTINUE;
    }
}
