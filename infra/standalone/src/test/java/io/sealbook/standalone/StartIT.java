package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.TestCertificate;
import io.sealbook.worker.DeliveryWorker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What later starts on one data directory do, and refuse to do. */
class StartIT {

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
        TestCertificate certificate = TestCertificate.of("localhost", directory);
        Path chain = certificate.writeChain(directory.resolve("chain.pem"));
        Path key = certificate.writeKey(directory.resolve("key.pem"));
        Settings plain = TestSettings.in(data.root());
        Settings settings = new Settings(
                plain.data(),
                plain.address(),
                plain.port(),
                Optional.empty(),
                Optional.of(new Settings.Certificate(chain, key)),
                Optional.of(URI.create("https://localhost:" + plain.port())));
        try (Standalone served = Standalone.start(settings);
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting(certificate))
                        .build()) {
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

    private static SSLContext trusting(TestCertificate certificate) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificate.trusted());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
