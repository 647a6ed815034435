package io.sealbook.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
    @TempDir
    private Path home;

    @Test
    void everyKeyIsAFileOfItsOwnThatOnlyItsOwnerReads() throws IOException {
        Keyring.openOrCreate(keyring());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyring())))
                .isEqualTo("rwx------");
        assertThat(files()).containsExactlyInAnyOrder("value-kek.json", "metadata-kek.json", "pseudonym.json");
        for (String file : files()) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(keyring().resolve(file))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void keysAreMadeOnce() throws IOException {
        Keyring first = Keyring.openOrCreate(keyring());
        byte[] pseudonym = new Pseudonyms(first).ofStream("a");
        String before = Files.readString(keyring().resolve("value-kek.json"));

        assertThat(new Pseudonyms(Keyring.openOrCreate(keyring())).ofStream("a"))
                .isEqualTo(pseudonym);
        assertThat(new Pseudonyms(Keyring.open(keyring())).ofStream("a")).isEqualTo(pseudonym);
        assertThat(Files.readString(keyring().resolve("value-kek.json"))).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw----", "rwx------"})
    void aFileThatOthersMayReadIsRefused(String permissions) throws IOException {
        Keyring keyring = Keyring.openOrCreate(keyring());
        Files.setPosixFilePermissions(
                keyring().resolve("value-kek.json"), PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(keyring::valueKeyEncryptionKey)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value-kek.json", "metadata-kek.json", "pseudonym.json"})
    void aKillWhileAKeyIsMadeLeavesNoHalfKey(String file) throws IOException {
        Files.createDirectories(keyring());
        Files.writeString(keyring().resolve(file + ".new"), "{\"primaryKeyId\":12", StandardCharsets.UTF_8);

        Keyring keyring = Keyring.openOrCreate(keyring());

        assertThat(files()).containsExactlyInAnyOrder("value-kek.json", "metadata-kek.json", "pseudonym.json");
        keyring.valueKeyEncryptionKey();
        keyring.metadataKeyEncryptionKey();
        keyring.pseudonymKey();
    }

    @Test
    void whatIsNoKeysetIsRefusedWithoutPrintingIt() throws IOException {
        Keyring keyring = Keyring.openOrCreate(keyring());
        Files.writeString(keyring().resolve("value-kek.json"), "{\"canary\":\"c4n4ry\"}");

        assertThatThrownBy(keyring::valueKeyEncryptionKey)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("c4n4ry");
    }

    @Test
    void aKeyThatIsNotThereIsNotMadeByAReader() {
        Keyring reader = Keyring.open(keyring());

        assertThatThrownBy(reader::valueKeyEncryptionKey).isInstanceOf(UncheckedIOException.class);
        assertThat(Files.exists(keyring())).isFalse();
    }

    @Test
    void theKeysDiffer() throws IOException {
        Keyring.openOrCreate(keyring());

        assertThat(Files.readString(keyring().resolve("value-kek.json")))
                .isNotEqualTo(Files.readString(keyring().resolve("metadata-kek.json")));
    }

    private Path keyring() {
        return home.resolve("keys/keyring");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(keyring())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
