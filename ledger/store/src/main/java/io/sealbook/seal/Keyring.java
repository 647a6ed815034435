package io.sealbook.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * The keys that never enter a database, one file each in one directory: the key-encryption keys for values and for
 * metadata, and the key of the pseudonyms. Whoever holds a file can do what its key does, so a process gets only those
 * that it needs, and a file that others may read is refused.
 */
public final class Keyring {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path directory;

    private Keyring(Path directory) {
        this.directory = directory;
        try {
            AeadConfig.register();
            PrfConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks the ciphers that the seals need", e);
        }
    }

    /** The keyring in this directory; keys that are missing there are not made. */
    public static Keyring open(Path directory) {
        return new Keyring(directory);
    }

    /** The keyring in this directory, with new keys for those that are missing: for the first start of a ledger only. */
    public static Keyring openOrCreate(Path directory) {
        Keyring keyring = new Keyring(directory);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (Role role : Role.values()) {
                if (!Files.exists(keyring.file(role))) {
                    keyring.create(role);
                }
            }
            return keyring;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the keyring in " + directory, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make keys", e);
        }
    }

    /** Wraps the data keys of values. */
    Aead valueKeyEncryptionKey() {
        return aead(Role.VALUE);
    }

    /** Wraps the data keys of metadata. */
    Aead metadataKeyEncryptionKey() {
        return aead(Role.METADATA);
    }

    /** Makes pseudonyms. */
    PrfSet pseudonymKey() {
        try {
            return read(Role.PSEUDONYM).getPrimitive(RegistryConfiguration.get(), PrfSet.class);
        } catch (GeneralSecurityException e) {
            throw unusable(Role.PSEUDONYM, e);
        }
    }

    private Aead aead(Role role) {
        try {
            return read(role).getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw unusable(role, e);
        }
    }

    private KeysetHandle read(Role role) {
        Path file = file(role);
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new IllegalStateException("the key file " + file + " may be read by others: chmod 600 it");
            }
            return TinkJsonProtoKeysetFormat.parseKeyset(
                    Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the key file " + file, e);
        } catch (GeneralSecurityException e) {
            throw unusable(role, e);
        }
    }

    // Written beside its place, forced to the disk and renamed: neither a kill nor a power cut leaves half a key
    // behind, or events under a key that is gone.
    private void create(Role role) throws IOException, GeneralSecurityException {
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                KeysetHandle.generateNew(role.parameters(), RegistryConfiguration.get()),
                RegistryConfiguration.get(),
                InsecureSecretKeyAccess.get());
        Path draft = directory.resolve(role.fileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(draft, file(role), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private IllegalStateException unusable(Role role, GeneralSecurityException cause) {
        return new IllegalStateException("the key file " + file(role) + " is not a usable keyset", cause);
    }

    private Path file(Role role) {
        return directory.resolve(role.fileName());
    }

    private enum Role {
        VALUE("value-kek.json"),
        METADATA("metadata-kek.json"),
        PSEUDONYM("pseudonym.json");

        private final String fileName;

        Role(String fileName) {
            this.fileName = fileName;
        }

        String fileName() {
            return fileName;
        }

        Parameters parameters() {
            return switch (this) {
                case VALUE, METADATA -> PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE;
                case PSEUDONYM -> PredefinedPrfParameters.HMAC_SHA256_PRF;
            };
        }
    }
}
