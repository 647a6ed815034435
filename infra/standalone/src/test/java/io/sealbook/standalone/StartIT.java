package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sealbook.worker.DeliveryWorker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What later starts on one data directory do, and refuse to do. */
class StartIT {
    private static final String PASSWORD = "a password of this test";

    @TempDir
    static Path directory;

    private static DataDirectory data;

    @BeforeAll
    static void startForTheFirstTime() {
        data = new DataDirectory(directory.resolve("sealbook"));
        try (Standalone first = Standalone.start(TestSettings.in(data.root()))) {
            assertThat(first.isFirstStart()).isTrue();
        }
    }

    @Test
    void aLedgerIsNeverOpenedWithOtherKeys() throws Exception {
        Path own = data.root().resolve("own-keyring");
        Files.move(data.keyring(), own);
        try {
            assertRefused();
            assertThat(data.keyring())
                    .as("nothing takes the place of lost keys")
                    .doesNotExist();
            Files.createDirectory(directory.resolve("other"));
            try (Standalone other = Standalone.start(TestSettings.in(directory.resolve("other")))) {
                assertThat(other.isFirstStart()).isTrue();
            }
            Files.move(directory.resolve("other/keyring"), data.keyring());
            assertRefused();
        } finally {
            FileSystemUtils.deleteRecursively(data.keyring());
            Files.move(own, data.keyring());
        }
        Standalone.start(TestSettings.in(data.root())).close();
    }

    private static void assertRefused() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Standalone.start(TestSettings.in(data.root())).close())
                .withMessageContaining("are not those that the ledger in this database was written with");
    }

    @Test
    void anAdminTokenThatWasDeletedStaysAwayAndKeysThatGrewOldAreRenewed() throws Exception {
        Files.deleteIfExists(data.adminToken());
        String projections = Files.readString(data.projectionsKey());
        String worker = Files.readString(data.workerKey());
        Files.setLastModifiedTime(data.workerKey(), FileTime.from(Instant.now().minus(Duration.ofDays(201))));
        try (Standalone again = Standalone.start(TestSettings.in(data.root()))) {
            assertThat(again.isFirstStart()).isFalse();
            assertThat(data.adminToken()).doesNotExist();
            assertThat(data.projectionsKey()).hasContent(projections);
            assertThat(Files.readString(data.workerKey())).isNotEqualTo(worker);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> again.bean(DeliveryWorker.class)
                            .health()
                            .ledgerProblem()
                            .isEmpty());
        }
    }

    @Test
    void healthIsDownWithTheReasonWhileAPartIsMissing() throws Exception {
        Settings settings = TestSettings.in(data.root());
        HttpRequest health = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + settings.managementPort() + "/actuator/health"))
                .build();
        try (Standalone served = Standalone.start(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.send(health, HttpResponse.BodyHandlers.ofString())
                                    .statusCode()
                            == 200);
            long server = Long.parseLong(Files.readAllLines(data.postgres().resolve("data/postmaster.pid"))
                    .getFirst());
            assertThat(ProcessHandle.of(server).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                HttpResponse<String> answer = client.send(health, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("the database does not answer");
            });
        }
    }

    @Test
    void underTlsStrangersComeInByTheCertificateAndTheHouseByLoopback() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-Duser.language=en",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=sealbook.example",
                        "-ext",
                        "san=dns:localhost",
                        "-alias",
                        "sealbook",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0)
                .isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Path chain = pem("CERTIFICATE", keys.getCertificate("sealbook").getEncoded());
        Path key = pem(
                "PRIVATE KEY", keys.getKey("sealbook", PASSWORD.toCharArray()).getEncoded());
        Settings plain = TestSettings.in(data.root());
        Settings settings = new Settings(
                plain.data(),
                plain.address(),
                plain.port(),
                Optional.empty(),
                Optional.of(new Settings.Certificate(chain, key)),
                Optional.of(URI.create("https://localhost:" + plain.port())));
        try (Standalone served = Standalone.start(settings);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> served.bean(DeliveryWorker.class)
                            .health()
                            .ledgerProblem()
                            .isEmpty());
            HttpRequest page =
                    HttpRequest.newBuilder(settings.url().resolve("/ui/")).build();
            assertThat(client.send(page, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        }
    }

    private static Path pem(String what, byte[] der) throws Exception {
        return Files.writeString(
                directory.resolve(what.replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what
                        + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("sealbook", keys.getCertificate("sealbook"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
