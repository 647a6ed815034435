package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.worker.place.DockerEngine;
import io.sealbook.worker.place.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a real engine remembers. */
class EngineIT {
    private final Engine engine = new DockerEngine(DockerEngine.host(null));
    private final String image = TestImage.build();
    private String container = "";

    @AfterEach
    void removeAll() {
        engine.remove(container);
        engine.close();
        Cli.docker("rmi", image);
    }

    private String run(String restart, String script) {
        container = DockerCommand.SHARED
                .must("run", "--detach", "--restart", restart, image, "sh", "-c", script)
                .strip();
        return container;
    }

    @Test
    void howAContainerEndedIsKnownWhileItRunsAgain() {
        String often = run("always", "[ -e /once ] && exec sleep 1000; touch /once; exit 42");
        await().atMost(Yard.PATIENCE)
                .until(() -> DockerCommand.SHARED
                        .inspect(often, "{{.RestartCount}} {{.State.Running}} {{.State.ExitCode}}")
                        .equals("1 true 0"));
        assertThat(engine.lastEnd(often)).contains(42);
    }

    @Test
    void ofOneThatNeverEndedNothingIsKnown() {
        assertThat(engine.lastEnd(run("no", "exec sleep 1000"))).isEmpty();
    }
}
