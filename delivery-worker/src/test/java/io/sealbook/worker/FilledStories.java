package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds where the worker itself fills the memory, and the container only reads it. */
abstract class FilledStories extends PlacementStories {
    FilledStories(DeploymentSpec.Placement placement) {
        super(placement);
    }

    @Test
    void aContainerFindsItsSecretsAsFiles() throws Exception {
        byte[] large = new byte[128 * 1024];
        new Random(7).nextBytes(large);
        byte[] binary = new byte[] {0, (byte) 0xff, '\n', (byte) 0xfe, 0, '\r', '\n'};
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                        .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("db_password", "pa ss\"wo'rd $HOME \\ ğİ".getBytes(UTF_8));
        files.put("tls.key", pem.getBytes(UTF_8));
        files.put("keystore", binary);
        files.put("large", large);
        String longest = "n".repeat(128);
        files.put(longest, new byte[] {1});

        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                files,
                List.of(
                        new Orders.File("db_password", "0400", null),
                        new Orders.File("tls.key", "0440", 1234),
                        new Orders.File("keystore", "0444", null),
                        new Orders.File("large", "0400", 0),
                        new Orders.File(longest, "0400", null)),
                null);
        Report report = yard.placed(web);

        files.forEach((file, bytes) ->
                assertThat(Yard.read(name, "/run/secrets/" + file)).as(file).isEqualTo(bytes));
        assertThat(stat("db_password")).isEqualTo("400 0 0");
        assertThat(stat("tls.key")).isEqualTo("440 1234 0");
        assertThat(stat("keystore")).isEqualTo("444 0 0");
        assertThat(report.container()).isEqualTo(Yard.inspect(name, "{{.Id}}"));
        assertThat(report.versions())
                .extracting(version -> version.path().value() + "@" + version.version())
                .containsExactlyInAnyOrder(
                        "test/db_password@1", "test/tls.key@1", "test/keystore@1", "test/large@1", "test/long@1");
        assertThat(Cli.docker("exec", name, "env").text())
                .contains("DB_PASSWORD_FILE=/run/secrets/db_password")
                .contains("TLS_KEY_FILE=/run/secrets/tls.key");
        assertThat(Cli.docker("exec", name, "touch", "/run/secrets/new").status())
                .as("the secrets cannot be changed from inside")
                .isNotZero();
        assertThat(yard.containers(web)).containsExactly(name);
        assertThat(yard.traces(web)).hasSize(1);
    }

    @Test
    void newFilesComeIntoTheContainerThatRuns() {
        DeploymentId web = yard.ledger.order(name, yard.image, password("old"));
        String first = yard.placed(web).container();
        yard.ledger.refresh(web, "db_password", "new".getBytes(UTF_8));
        assertThat(yard.placed(web).container()).isEqualTo(first);
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
        assertThat(Cli.docker("restart", "-t", "1", name).status()).isZero();
        assertThat(Yard.read(name, "/run/secrets/db_password")).isEqualTo("new".getBytes(UTF_8));
    }

    @Test
    void aReadOnlyRootIsDeliveredToo() {
        DeploymentId web = yard.ledger.order(
                name,
                yard.image,
                TestImage.LIVES,
                password("ro"),
                new Limits(null, null, null, true, "4711", Map.of()));
        yard.placed(web);
        assertThat(Yard.inspect(name, "{{.HostConfig.ReadonlyRootfs}}")).isEqualTo("true");
        assertThat(Cli.docker("exec", name, "cat", "/run/secrets/db_password").text())
                .isEqualTo("ro");
        assertThat(Cli.docker("exec", name, "touch", "/tmp/scratch").status()).isZero();
        assertThat(Cli.docker("exec", name, "touch", "/.sealbook/other").status())
                .isNotZero();
    }
}
