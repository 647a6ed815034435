package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.TestCertificate;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keeper fetches secrets from the ledger itself, over TLS, and opens what the ledger's own code has sealed for it. */
class SidecarIT {
    @Test
    void aContainerFindsWhatTheLedgerSealedForItsKeeper(@TempDir Path directory) throws Exception {
        String host = addressOfTheBridge();
        TestCertificate certificate = TestCertificate.of(host, directory);
        Path chain = certificate.writeChain(directory.resolve("chain.pem"));
        Map<String, String> environment = Map.of(
                "SEALBOOK_ADDRESS", host,
                "SEALBOOK_TLS_CERTIFICATE", chain.toString(),
                "SEALBOOK_TLS_KEY",
                        certificate.writeKey(directory.resolve("key.pem")).toString(),
                "SEALBOOK_WORKER_CALLBACK_URL", "https://" + host + ":{port}",
                "SEALBOOK_WORKER_CALLBACK_CAFILE", chain.toString());
        try (Platform platform = new Platform(ServedProcess.start(directory.resolve("data"), environment))) {
            String id = platform.deployed("sidecar", "\"placement\":\"sidecar\"", "");
            assertThat(platform.actions(id))
                    .containsSubsequence(
                            "deployment.placed",
                            "secret.read",
                            "token.consumed",
                            "token.issued",
                            "deployment.requested");
            platform.post("/v1/deployments/" + id + "/stop", "{}");
            await().atMost(Platform.PATIENCE).until(() -> platform.stateOf(id).equals("stopped"));
        }
    }

    /** Where containers on the engine's own network find this machine. */
    private static String addressOfTheBridge() throws Exception {
        String bridge = Platform.said(
                "docker",
                "network",
                "inspect",
                "bridge",
                "--format",
                "{{index .Options \"com.docker.network.bridge.name\"}}");
        return NetworkInterface.getByName(bridge)
                .inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElseThrow()
                .getHostAddress();
    }
}
