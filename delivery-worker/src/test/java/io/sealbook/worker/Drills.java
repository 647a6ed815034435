package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.DeploymentId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/**
 * Drills on an engine that may be broken, each with a worker and a name of its own. After each, everything is searched for
 * its secrets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Drills {
    PrivateEngine engine;
    Yard yard;
    LeakHunt hunt;
    DeliveryWorker worker;
    String name;

    @BeforeAll
    void open() {
        engine = PrivateEngine.start();
        hunt = new LeakHunt(engine);
        yard = new Yard(engine.docker());
    }

    @AfterAll
    void close() {
        yard.close();
        hunt.close();
        engine.close();
    }

    @BeforeEach
    void startWorker(TestInfo test) {
        name = "drill-" + test.getTestMethod().orElseThrow().getName() + "-" + yard.salt;
        worker = yard.worker();
    }

    @AfterEach
    void nothingLeaked() {
        worker.close();
        hunt.nothingLeaked();
        for (String container : yard.ofTarget()) {
            engine.docker().run("rm", "-fv", container);
        }
    }

    DeploymentId order(byte[] secret) {
        return yard.ledger.order(name, yard.image, Map.of("db_password", secret));
    }

    void runsWith(byte[] secret) {
        await().atMost(Yard.PATIENCE)
                .until(() -> engine.docker().inspect(name, "{{.State.Status}}").equals("running"));
        assertThat(engine.docker().read(name, "/run/secrets/db_password")).isEqualTo(secret);
    }

    void nothingIsLeftOf(DeploymentId id) {
        assertThat(yard.containers(id)).isEmpty();
        assertThat(yard.directories(id)).isEmpty();
    }
}
