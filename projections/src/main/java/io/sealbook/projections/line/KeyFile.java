package io.sealbook.projections.line;

import io.sealbook.store.LedgerUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file with the service's own key. Read again for every request, so that a new key needs no restart; refused when
 * others may read it.
 */
record KeyFile(Path file) {
    private static final Pattern FORM = Pattern.compile("sbk_[0-9A-Za-z_]{20,120}");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    String authorization() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new LedgerUnavailableException("the key file " + file + " may be read by others: chmod 600 it");
            }
            String key = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!FORM.matcher(key).matches()) {
                // Else the HTTP client would refuse the header, and quote it.
                throw new LedgerUnavailableException("the key file " + file + " holds no Sealbook key (sbk_...)");
            }
            return "Bearer " + key;
        } catch (IOException e) {
            throw new LedgerUnavailableException("the key file " + file + " cannot be read", e);
        }
    }
}
