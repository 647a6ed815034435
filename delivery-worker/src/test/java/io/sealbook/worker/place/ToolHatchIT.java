package io.sealbook.worker.place;

import io.sealbook.api.TargetName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolHatchIT extends HatchContract {
    private final Engine engine = new DockerEngine(DockerEngine.host(null));

    @Override
    Hatch open() {
        return new Tools(engine, new TargetName("it-hatch"))
                .idle(null, new Blueprint.Mount.Directory(root.toString(), Tools.SEEN_AT, false));
    }

    @AfterAll
    void close() {
        engine.close();
    }
}
