package io.sealbook.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {
    private static final String ORIGIN = "sealbook.example/log";

    @TempDir
    Path directory;

    @Test
    void aKeyIsItsOwnersAloneAndTheSameEachTimeItIsOpened() throws IOException {
        Path file = directory.resolve("keyring/log-signing-key");
        SigningKeyFile.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SigningKeyFile.open(file, ORIGIN).verifier().written())
                .isEqualTo(SigningKeyFile.open(file, ORIGIN).verifier().written());
        SigningKeyFile.create(directory.resolve("another"));
        assertThat(SigningKeyFile.open(directory.resolve("another"), ORIGIN)
                        .verifier()
                        .written())
                .isNotEqualTo(SigningKeyFile.open(file, ORIGIN).verifier().written());
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Path file = directory.resolve("key");
        SigningKeyFile.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> SigningKeyFile.open(file, ORIGIN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("may be read by others");
    }

    @Test
    void whatIsNoKeyIsNotRepeatedInTheRefusal() throws IOException {
        Path file = directory.resolve("key");
        SigningKeyFile.create(file);
        for (String text : new String[] {"", "CANARY", "Q0FOQVJZ", "AQ==\nCANARY"}) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> SigningKeyFile.open(file, ORIGIN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("holds no signing key")
                    .hasMessageNotContaining("CANARY")
                    .hasMessageNotContaining("Q0FOQVJZ");
        }
    }
}
