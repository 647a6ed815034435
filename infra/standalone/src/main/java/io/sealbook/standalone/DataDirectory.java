package io.sealbook.standalone;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.api.Sensitive;
import io.sealbook.server.log.LogSettings;
import io.sealbook.store.DatabaseLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The directory that everything is kept in: the owner's alone, as is every file with a credential in it. */
record DataDirectory(Path root) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    static DataDirectory at(Path root) {
        try {
            Files.createDirectories(root.resolve("keys"), PRIVATE_DIRECTORY);
            return new DataDirectory(root);
        } catch (IOException e) {
            throw new UsageException("cannot make the directory " + root + ": " + e.getMessage(), e);
        }
    }

    Path postgres() {
        return root.resolve("postgresql");
    }

    Path keyring() {
        return root.resolve("keyring");
    }

    Path rolePassword(String role) {
        return root.resolve("keys").resolve(role + ".password");
    }

    Path adminToken() {
        return root.resolve("initial-admin-token");
    }

    Path workerKey() {
        return root.resolve("keys/worker.key");
    }

    Path projectionsKey() {
        return root.resolve("keys/projections.key");
    }

    /** The published log, the record that keeps it from being forked, and the key that signs it. */
    LogSettings log(String ledger) {
        return new LogSettings(
                "sealbook/" + ledger,
                root.resolve("log"),
                root.resolve("last-checkpoint"),
                keyring().resolve("log-signing-key"));
    }

    Path demoKey() {
        return root.resolve("keys/demo.key");
    }

    /** Keeps where the database is, for what is done on the host beside a running service. */
    void rememberDatabase(DatabaseLogin login) {
        String line = switch (login.line()) {
            case DatabaseLogin.Line.Plain() -> "plain";
            case DatabaseLogin.Line.Verified(Path authority) -> "verified " + (authority == null ? "" : authority);
        };
        write(
                databaseFile(),
                Sensitive.of(login.host() + "\n" + login.port() + "\n" + login.database() + "\n" + line + "\n"));
    }

    /** The database that was kept last, for this role. */
    DatabaseLogin rememberedDatabase(String role, Sensitive password) {
        try {
            List<String> lines = Files.readAllLines(databaseFile());
            String line = lines.get(3);
            String authority = line.substring(line.indexOf(' ') + 1);
            return new DatabaseLogin(
                    lines.get(0),
                    Integer.parseInt(lines.get(1)),
                    lines.get(2),
                    role,
                    password,
                    line.equals("plain")
                            ? new DatabaseLogin.Line.Plain()
                            : new DatabaseLogin.Line.Verified(authority.isEmpty() ? null : Path.of(authority)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + databaseFile(), e);
        }
    }

    private Path databaseFile() {
        return root.resolve("database");
    }

    /** Writes the credential so that the file is whole or not there, and never readable by others. */
    @HandlesPlaintext("keeps a service's own credential, 0600, in the owner's directory")
    static void write(Path file, Sensitive credential) {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PRIVATE_FILE);
            Files.write(draft, credential.reveal().getBytes(StandardCharsets.UTF_8), StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static Sensitive read(Path file) {
        try {
            return Sensitive.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
