package io.sealbook.worker.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.worker.LedgerDouble;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerLineTest {
    private static final String OTHER_KEY = LedgerDouble.KEY.replace('0', '1');

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeKey() throws Exception {
        file = Files.writeString(directory.resolve("key"), LedgerDouble.KEY + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> new KeyFile(file).authorization())
                .isInstanceOf(LedgerUnavailable.class)
                .hasMessageContaining("chmod 600")
                .message()
                .doesNotContain(LedgerDouble.KEY);
    }

    @Test
    void aKeyFileMayComeLaterAndMayHoldNonsense() throws Exception {
        assertThatThrownBy(() -> new KeyFile(directory.resolve("none")).authorization())
                .hasMessageContaining("no key file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "hunter2");
        assertThatThrownBy(() -> new KeyFile(file).authorization())
                .hasMessageContaining("no Sealbook key")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aNewKeyNeedsNoRestart() throws Exception {
        try (LedgerDouble ledger = new LedgerDouble();
                LedgerLine line = new LedgerLine(ledger.url(), new KeyFile(file))) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(file, OTHER_KEY);
            assertThatThrownBy(() -> line.ask("/v1/orders?wait=PT0S", Duration.ZERO))
                    .isInstanceOf(LedgerUnavailable.class)
                    .hasMessageContaining("401");
            Files.writeString(file, LedgerDouble.KEY);
            try (Answer answer = line.ask("/v1/orders?wait=PT0S", Duration.ZERO)) {
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(ledger.authorizations()).containsExactly("Bearer " + OTHER_KEY, "Bearer " + LedgerDouble.KEY);
        }
    }

    @Test
    void aBusyLedgerSaysHowLongToWait() {
        try (LedgerDouble ledger = new LedgerDouble();
                LedgerLine line = new LedgerLine(ledger.url(), new KeyFile(file))) {
            ledger.failNext("/v1/orders", 503);
            assertThatThrownBy(() -> line.ask("/v1/orders?wait=PT0S", Duration.ZERO))
                    .isInstanceOfSatisfying(
                            LedgerUnavailable.class,
                            unavailable -> assertThat(unavailable.retryAfter()).contains(Duration.ofSeconds(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ledger:8420",
                "http://10.0.0.7",
                "http://127.0.0.1.example.com",
                "ftp://localhost",
                "file:/x"
            })
    void nothingSecretTravelsInTheClear(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> new LedgerLine(URI.create(url), new KeyFile(file)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8420", "http://localhost", "http://[::1]:1", "https://ledger.example.com"})
    void loopbackAndTlsAreFine(String url) {
        assertThatNoException().isThrownBy(() -> new LedgerLine(URI.create(url), new KeyFile(file)).close());
    }
}
