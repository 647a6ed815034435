package io.sealbook.server.log;

import io.sealbook.api.HandlesPlaintext;
import io.sealbook.proof.NoteSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** The file of the key that signs checkpoints, 0600: a line with the base64 of its type and its seed. */
final class SigningKeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final byte ED25519 = 0x01;
    private static final int SEED_LENGTH = 32;

    private SigningKeyFile() {}

    /** The key in this file for the log of this name. */
    @HandlesPlaintext("reads the key that signs checkpoints")
    static NoteSigner open(Path file, String origin) throws IOException {
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException("the key file " + file + " may be read by others: chmod 600 it");
        }
        try {
            byte[] typed = Base64.getDecoder().decode(Files.readString(file).strip());
            if (typed.length == 1 + SEED_LENGTH && typed[0] == ED25519) {
                return NoteSigner.of(origin, Arrays.copyOfRange(typed, 1, typed.length));
            }
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the key file " + file + " holds no signing key", malformed);
        }
        throw new IOException("the key file " + file + " holds no signing key");
    }

    /** Makes a new key, for a log that has never signed anything. */
    @HandlesPlaintext("makes the key that signs checkpoints")
    static void create(Path file) throws IOException {
        byte[] typed = new byte[1 + SEED_LENGTH];
        new SecureRandom().nextBytes(typed);
        typed[0] = ED25519;
        Files.createDirectories(file.getParent());
        Path empty = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(empty);
        Files.createFile(
                empty, PosixFilePermissions.asFileAttribute(OWNER_ONLY)); // the draft that is filled and renamed
        Disk.durably(file, (Base64.getEncoder().encodeToString(typed) + "\n").getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(typed, (byte) 0);
    }
}
