package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DockerEngineTest {
    @ParameterizedTest
    @ValueSource(strings = {"wire", "headers"})
    void aLogThatWouldShowTheWireIsRefused(String log) {
        Logger wire = (Logger)
                LoggerFactory.getLogger("com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http." + log);
        wire.setLevel(Level.DEBUG);
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new DockerEngine(DockerEngine.host(null)))
                    .withMessageContaining("every secret into the log");
        } finally {
            wire.setLevel(null);
        }
    }

    @Test
    void anEngineThatIsNotThereIsAFaultWithoutAnAnswer() {
        try (Engine engine = new DockerEngine(URI.create("unix:///nowhere/docker.sock"))) {
            assertThatThrownBy(() -> engine.holder("web"))
                    .isInstanceOfSatisfying(
                            EngineFault.class,
                            fault -> assertThat(fault.answered()).isFalse());
        }
    }

    @Test
    void theConfiguredEngineComesFirst() {
        assertThat(DockerEngine.host("tcp://engine:2376")).isEqualTo(URI.create("tcp://engine:2376"));
        assertThat(DockerEngine.host(" ").getScheme()).isNotBlank();
    }
}
