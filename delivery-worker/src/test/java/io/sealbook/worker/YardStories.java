package io.sealbook.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealbook.api.event.DeploymentSpec;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** Stories on one yard, each with a worker and a name of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class YardStories {
    private final DeploymentSpec.Placement placement;
    Yard yard;
    DeliveryWorker worker;
    String name;

    YardStories(DeploymentSpec.Placement placement) {
        this.placement = placement;
    }

    @BeforeAll
    void open() {
        yard = new Yard(DockerCommand.SHARED, placement);
    }

    @AfterAll
    void close() {
        yard.close();
    }

    @BeforeEach
    void startWorker(TestInfo test) {
        name = "it-" + yard.salt + "-" + test.getTestMethod().orElseThrow().getName();
        worker = yard.worker();
    }

    @AfterEach
    void stopWorker() {
        worker.close();
    }

    static Map<String, byte[]> password(String value) {
        return Map.of("db_password", value.getBytes(UTF_8));
    }
}
