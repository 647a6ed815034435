package io.sealbook.worker.line;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file with the worker's own key. It is read again for every request, so that a new key needs no restart, and it is
 * refused when anybody but its owner may read or change it.
 */
public final class KeyFile {
    private static final Pattern FORM = Pattern.compile("sbk_[0-9A-Za-z_]{20,120}");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    public KeyFile(Path file) {
        this.file = file;
    }

    String authorization() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new LedgerUnavailable("the key file " + file + " can be read by others: chmod 600 it");
            }
            String key = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!FORM.matcher(key).matches()) {
                throw new LedgerUnavailable("the key file " + file + " holds no Sealbook key (sbk_...)");
            }
            return "Bearer " + key;
        } catch (NoSuchFileException _) {
            throw new LedgerUnavailable("there is no key file " + file + " yet");
        } catch (IOException unreadable) {
            throw new LedgerUnavailable("the key file " + file + " cannot be read", null, unreadable);
        }
    }
}
