package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MemoryRootTest {
    private static final MemoryDirectory DIRECTORY =
            MemoryDirectory.fresh(new DeploymentId("0198a4f0-0000-7000-8000-000000000001"), 1);
    private static final Path ROOT = Path.of("/run/sealbook");

    /** Remembers what its tools are called. */
    private static class Named extends EmptyEngine {
        final List<String> names = new ArrayList<>();

        @Override
        public Creation create(Blueprint blueprint) {
            names.add(Objects.requireNonNull(blueprint.name()));
            return new Creation.Made("id" + names.size());
        }
    }

    private static void usesNone(MemoryRoot memory, Named engine) {
        assertThat(engine.names)
                .isNotEmpty()
                .noneMatch(name -> memory.tools().use(new Tool("id", name, null, Instant.EPOCH)));
        assertThat(memory.uses(DIRECTORY)).isFalse();
    }

    private static MemoryRoot memory(Engine engine) {
        return new MemoryRoot(engine, new TargetName("local"), ROOT, new LocalMount(ROOT, false));
    }

    @Test
    void aToolThatCouldNotBeMadeIsLeftToTheSweeper() {
        Named engine = new Named() {
            @Override
            public Creation create(Blueprint blueprint) {
                super.create(blueprint);
                throw new EngineFault("no answer", false, null);
            }
        };
        MemoryRoot memory = memory(engine);
        try (Staging staging = memory.open(DIRECTORY, true)) {
            assertThatThrownBy(staging::held).isInstanceOf(EngineFault.class);
        }
        usesNone(memory, engine);
    }

    @Test
    void aToolThatCouldNotBeRemovedIsLeftToTheSweeper() {
        Named engine = new Named() {
            @Override
            public void remove(String container) {
                throw new EngineFault("no answer", false, null);
            }
        };
        MemoryRoot memory = memory(engine);
        try (Staging staging = memory.open(DIRECTORY, true)) {
            staging.held();
        }
        assertThatThrownBy(memory::close).isInstanceOf(EngineFault.class);
        usesNone(memory, engine);
    }
}
