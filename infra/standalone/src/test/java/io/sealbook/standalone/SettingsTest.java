package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealbook.store.DatabaseLogin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void withoutAnyVariableEverythingIsOnLoopback() {
        Settings settings = Settings.of(Map.of("HOME", "/home/ada"));
        assertThat(settings.url()).hasToString("http://127.0.0.1:8420");
        assertThat(settings.houseUrl()).isEqualTo(settings.url());
        assertThat(settings.data()).isEqualTo(Path.of("/home/ada/.local/share/sealbook"));
        assertThat(settings.database()).isEmpty();
    }

    @Test
    void anotherAddressThanLoopbackNeedsTls() {
        refused(Map.of("SEALBOOK_ADDRESS", "192.0.2.1"), "secrets do not travel in the clear");
        refused(Map.of("SEALBOOK_TLS_KEY", "/key.pem"), "come together");
        Settings settings = Settings.of(Map.of(
                "SEALBOOK_ADDRESS", "192.0.2.1", "SEALBOOK_TLS_CERTIFICATE", "/c.pem", "SEALBOOK_TLS_KEY", "/k.pem"));
        assertThat(settings.url()).hasToString("https://192.0.2.1:8420");
        assertThat(settings.houseUrl()).hasToString("http://127.0.0.1:8422");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65534", "-1", "http", ""})
    void aPortIsANumberWithRoomForItsNeighbours(String port) {
        refused(Map.of("SEALBOOK_PORT", port), "SEALBOOK_PORT is a number from 1 to 65533");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sealbook.example", "ftp://sealbook.example", "https://sealbook.example/ui", "https:// "})
    void thePublicUrlIsThatOfAHost(String url) {
        refused(Map.of("SEALBOOK_PUBLIC_URL", url), "SEALBOOK_PUBLIC_URL is https://host");
    }

    @ParameterizedTest(name = "{0} is {1} {2}")
    @CsvSource({
        "localhost/db, Plain,",
        "127.0.0.1:5433/db, Plain,",
        "db.example/db, Verified,",
        "db.example/db?sslmode=disable, Plain,",
        "localhost/db?sslmode=verify-full, Verified,",
        "db.example/db?sslmode=verify-full&sslrootcert=/etc/ca.pem, Verified, /etc/ca.pem",
        "db.example/db?sslrootcert=/etc/ca.pem, Verified, /etc/ca.pem"
    })
    void aDatabaseElsewhereIsReachedUnderTlsUnlessSomebodySaysOtherwise(String rest, String line, String authority) {
        DatabaseLogin login = Settings.of(Map.of("SEALBOOK_DATABASE_URL", "postgresql://own:p%40ss@" + rest))
                .database()
                .orElseThrow();
        assertThat(login.user()).isEqualTo("own");
        assertThat(login.line().getClass().getSimpleName()).isEqualTo(line);
        if (login.line() instanceof DatabaseLogin.Line.Verified(Path file)) {
            assertThat(file).isEqualTo(authority == null ? null : Path.of(authority));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://own:CANARY@host/db",
                "postgresql://own@host/db",
                "postgresql://own:CANARY@host",
                "postgresql://own:CANARY@host/db?sslmode=require",
                "postgresql://own:CANARY@host/db?sslmode=prefer",
                "postgresql://own:CANARY@host/db?connect_timeout=3",
                "postgresql://own:CANARY@host/db?sslmode=disable&sslrootcert=/etc/ca.pem",
                "postgresql://own:CANARY ^@host/db"
            })
    void aDatabaseUrlOfAnotherFormIsRefusedWithoutRepeatingIt(String url) {
        refused(Map.of("SEALBOOK_DATABASE_URL", url), "SEALBOOK_DATABASE_URL ");
    }

    @Test
    void whatWasRememberedOfADatabaseIsWhatWasKnown(@TempDir Path directory) {
        DataDirectory data = DataDirectory.at(directory);
        for (String rest :
                new String[] {"127.0.0.1:5433/db", "db.example/my%20db", "h/db?sslrootcert=/etc/my%20ca.pem"}) {
            DatabaseLogin login = Settings.of(Map.of("SEALBOOK_DATABASE_URL", "postgresql://own:word@" + rest))
                    .database()
                    .orElseThrow();
            data.rememberDatabase(login);
            assertThat(data.rememberedDatabase("own", login.password())).isEqualTo(login);
        }
    }

    private static void refused(Map<String, String> environment, String rule) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Settings.of(environment))
                .withMessageContaining(rule)
                .withMessageNotContaining("CANARY");
    }
}
