package io.sealbook.standalone.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's binaries. They come as an archive on the class path and are unpacked once. */
record Program(Path directory) {
    private static final Map<String, String> ARCHIVES =
            Map.of("amd64", "/postgres-linux-x86_64.txz", "aarch64", "/postgres-linux-arm_64.txz");

    /** The binaries below this directory, which several starts may share; unpacks them unless they are there. */
    static Program in(Path parent) throws IOException {
        Path directory = parent.resolve(EmbeddedDatabase.VERSION);
        if (Files.notExists(directory)) {
            Path unpacking = Files.createTempDirectory(parent, "unpacking-");
            unpack(unpacking);
            moveWhole(unpacking, directory);
        }
        return new Program(directory);
    }

    String path(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static void unpack(Path to) throws IOException {
        try (InputStream archive = archive();
                TarArchiveInputStream entries =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = to.resolve(entry.getName()).normalize();
                if (!target.startsWith(to)) {
                    throw new IOException("the archive of PostgreSQL leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(entries, target);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    // Under its name the directory is whole or not there, whenever we are killed.
    private static void moveWhole(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (Files.notExists(to)) {
                throw e;
            }
            PrivateFiles.deleteTree(from); // another start was faster
        }
    }

    private static InputStream archive() {
        String machine = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        String name = ARCHIVES.get(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
        InputStream archive =
                name == null || !machine.startsWith("Linux") ? null : Program.class.getResourceAsStream(name);
        if (archive == null) {
            throw new EmbeddedDatabaseException(
                    "Sealbook brings no PostgreSQL for " + machine + ". Set SEALBOOK_DATABASE_URL to one of yours.");
        }
        return archive;
    }
}
