package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumesTest {
    private static final MemoryVolume VOLUME =
            MemoryVolume.fresh(new DeploymentId("0198a4f0-0000-7000-8000-000000000001"), 7);
    private static final TargetName TARGET = new TargetName("local");

    @Test
    void aVolumeThatSomebodyMadeBeforeIsNeverFilled() {
        List<Blueprint> made = new ArrayList<>();
        Engine engine = new EmptyEngine() {
            @Override
            public Map<String, String> createVolume(VolumePlan plan) {
                return Map.of(); // 201, and an older, plain volume on the disk
            }

            @Override
            public Creation create(Blueprint blueprint) {
                made.add(blueprint);
                return new Creation.Made("id");
            }
        };
        Tools tools = new Tools(engine, TARGET);
        Volumes volumes = new Volumes(engine, tools, TARGET);
        assertThatThrownBy(() -> volumes.keep(VOLUME, new Idle(tools)))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("not what it should be");
        assertThat(made).isEmpty();
        assertThat(volumes.uses(VOLUME)).isFalse();
    }

    @Test
    void aVolumeIsKnownByItsNameAndNobodyGuessesIt() {
        assertThat(MemoryVolume.named(VOLUME.name())).contains(VOLUME);
        assertThat(MemoryVolume.named("db-data")).isEmpty();
        assertThat(VOLUME.salt()).hasSize(32);
    }
}
