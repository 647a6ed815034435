package io.sealbook.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies where in an embedded database's directory, and whether its data may be served.
 *
 * <p>The first start is not done before {@code data/.initialised} says so. If it was interrupted, which
 * {@code first-start} tells, nothing of worth was stored yet and it begins anew. Data of any other origin is never
 * deleted.
 */
record DatabaseDirectory(Path root) {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseDirectory.class);
    private static final long LARGEST_LOG = 10_000_000;

    Path data() {
        return root.resolve("data");
    }

    /** The server's binaries, unpacked on the first start. */
    Path program() {
        return root.resolve("program");
    }

    Path log() {
        return root.resolve("log");
    }

    Path port() {
        return root.resolve("port");
    }

    Path superuserPassword() {
        return root.resolve("superuser-password");
    }

    Path ownerPassword() {
        return root.resolve("owner-password");
    }

    boolean isInitialised() {
        return Files.exists(initialised());
    }

    /** Makes the directory ready for the server: fresh, or with the data of the last run. Nothing runs on it. */
    void prepare() throws IOException {
        PrivateFiles.createDirectory(program());
        keepLogSmall();
        if (isInitialised()) {
            requireReadableVersion();
            requirePasswords();
        } else {
            startOver();
        }
    }

    void markInitialised() throws IOException {
        PrivateFiles.write(
                initialised(), "This database is whole. Without this file Sealbook would not start on it.\n");
        Files.deleteIfExists(firstStart());
    }

    private void startOver() throws IOException {
        if (!isEmpty(data())) {
            if (Files.notExists(firstStart())) {
                throw new EmbeddedDatabaseException(data() + " holds data that Sealbook did not put there. "
                        + "Move it away, or choose another SEALBOOK_DATA.");
            }
            LOG.info("The first start of the database in {} was interrupted; beginning anew", root);
        }
        PrivateFiles.write(firstStart(), "The first start has begun; it is done when this file is gone.\n");
        PrivateFiles.deleteTree(data());
        PrivateFiles.createDirectory(data());
        PrivateFiles.writePassword(superuserPassword());
        PrivateFiles.writePassword(ownerPassword());
    }

    private void requireReadableVersion() throws IOException {
        String version = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!version.equals(EmbeddedDatabase.MAJOR_VERSION)) {
            throw new EmbeddedDatabaseException("The data in " + data() + " is that of PostgreSQL " + version
                    + ", this Sealbook brings " + EmbeddedDatabase.MAJOR_VERSION
                    + ". Move it with pg_dump and pg_restore, or start the Sealbook that wrote it.");
        }
    }

    private void requirePasswords() {
        for (Path file : List.of(superuserPassword(), ownerPassword())) {
            if (Files.notExists(file)) {
                throw new EmbeddedDatabaseException(file + " is missing; without it nobody can log in to the database. "
                        + "Restore it from the backup that holds the data.");
            }
        }
    }

    private void keepLogSmall() throws IOException {
        if (Files.exists(log()) && Files.size(log()) > LARGEST_LOG) {
            Files.move(log(), root.resolve("log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        PrivateFiles.createFile(log());
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private Path initialised() {
        return data().resolve(".initialised");
    }

    private Path firstStart() {
        return root.resolve("first-start");
    }
}
