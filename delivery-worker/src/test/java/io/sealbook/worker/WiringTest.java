package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

class WiringTest {
    @Test
    void theWorkerStartsWithoutLedgerAndEngineAndSaysWhatItMisses(@TempDir Path directory) throws Exception {
        SpringApplication application = new SpringApplication(WorkerApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(
                "--sealbook.worker.key-file=" + directory.resolve("key"),
                "--sealbook.worker.docker-host=unix://" + directory + "/docker.sock",
                "--sealbook.worker.memory-root=" + directory.resolve("memory"),
                "--management.server.port=0")) {
            DeliveryWorker worker = context.getBean(DeliveryWorker.class);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(worker.health().ledgerProblem())
                        .hasValueSatisfying(problem -> assertThat(problem).contains("no key file"));
                assertThat(worker.health().engineProblem()).contains("the engine does not answer");
            });
            HttpResponse<String> health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://"
                                            + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                                            + context.getBean(HealthPage.class).port() + "/actuator/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(UTF_8));
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("DOWN").contains("no key file");
            assertThat(worker.isRunning()).isTrue();
        }
    }
}
