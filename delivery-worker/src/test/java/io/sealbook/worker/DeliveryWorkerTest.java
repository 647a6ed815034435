package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Report;
import io.sealbook.worker.place.EmptyEngine;
import io.sealbook.worker.place.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker on an engine that has nothing, with a ledger over real HTTP. */
class DeliveryWorkerTest {
    private static final String IMAGE = "sha256:" + "0".repeat(64);

    @TempDir
    private Path directory;

    private LedgerDouble ledger;
    private WorkerProperties properties;

    @BeforeEach
    void open() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), LedgerDouble.KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        ledger = new LedgerDouble();
        properties = new WorkerProperties(
                ledger.url(),
                key,
                new TargetName("local"),
                "tcp://elsewhere:2376",
                directory,
                DeploymentSpec.Placement.MEMORY,
                null,
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                2,
                List.of(),
                false);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whatNobodyForesawIsReportedInsteadOfBegunAgainForEver() {
        AtomicInteger looks = new AtomicInteger();
        EmptyEngine engine = new EmptyEngine() {
            @Override
            public Optional<Image> image(String reference) {
                if (reference.equals(IMAGE)) {
                    looks.incrementAndGet();
                    throw new IllegalArgumentException("hunter2");
                }
                return super.image(reference);
            }
        };
        DeploymentId web = ledger.order("web", IMAGE, Map.of("db", "x".getBytes(UTF_8)));
        try (DeliveryWorker worker = new DeliveryWorker(properties, engine)) {
            worker.start();
            Report report = await().atMost(Duration.ofSeconds(20))
                    .until(() -> ledger.outcome(web), Optional::isPresent)
                    .orElseThrow();
            assertThat(report.outcome()).isEqualTo(Report.Outcome.FAILED);
            assertThat(report.problem()).contains("IllegalArgumentException").doesNotContain("hunter2");
        }
        assertThat(looks).hasValue(1);
        assertThat(ledger.tokensIssued()).isZero();
    }

    @Test
    void theEngineIsLetGoWithTheWorkerAndNotBefore() {
        EmptyEngine engine = new EmptyEngine();
        try (DeliveryWorker worker = new DeliveryWorker(properties, engine)) {
            worker.start();
            worker.stop();
            assertThat(engine.isClosed()).isFalse();
        }
        assertThat(engine.isClosed()).isTrue();
    }
}
