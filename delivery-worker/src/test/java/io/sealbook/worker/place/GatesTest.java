package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.TargetName;
import io.sealbook.worker.place.Blueprint.Bounds;
import io.sealbook.worker.place.Blueprint.Kind;
import io.sealbook.worker.place.Blueprint.Mount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stands before the commands of apps is there before they start, and is written once. */
class GatesTest {
    private static final TargetName TARGET = new TargetName("local");
    private static final List<Aid> GATE = List.of(new Aid("gate", 0755, new byte[] {1}));
    private static final List<Aid> CLIENT = List.of(new Aid("client", 0755, new byte[] {2}));

    // Each volume's labels, and how often something was written into it.
    private final Map<String, Map<String, String>> volumes = new HashMap<>();
    private final Map<String, Integer> written = new HashMap<>();
    private final List<Boolean> faults = new ArrayList<>();
    // The volume of each app's container.
    private final Map<String, String> apps = new HashMap<>();
    private boolean forgetful;

    private final Engine engine = new EmptyEngine() {
        private final Map<String, String> volumeOfTool = new HashMap<>();
        private int made;

        @Override
        public synchronized Creation create(Blueprint blueprint) {
            Mount.Volume asked = (Mount.Volume) blueprint.mounts().getFirst();
            volumes.putIfAbsent(asked.plan().name(), asked.plan().labels());
            String id = "id" + made++;
            (blueprint.kind() == Kind.APP ? apps : volumeOfTool)
                    .put(id, asked.plan().name());
            return new Creation.Made(id);
        }

        @Override
        public synchronized void put(String container, String directory, byte[] tar) {
            boolean lost = !faults.isEmpty();
            if (lost && !faults.removeFirst()) {
                throw new EngineFault("cut before", false, null);
            }
            written.merge(volumeOfTool.getOrDefault(container, ""), 1, Integer::sum);
            if (lost) {
                throw new EngineFault("cut after", false, null);
            }
        }

        @Override
        public synchronized Map<String, String> volumeLabels(String name) {
            if (forgetful) {
                throw new EngineFault("the engine cannot say", false, null);
            }
            return volumes.getOrDefault(name, Map.of());
        }

        @Override
        public synchronized Map<String, String> gatesInUse() {
            return Map.copyOf(apps);
        }

        @Override
        public synchronized List<String> gates(TargetName target) {
            return List.copyOf(volumes.keySet());
        }

        @Override
        public synchronized boolean removeVolume(String name) {
            return volumes.remove(name) != null;
        }
    };

    private final Gates gates = new Gates(engine, new Tools(engine, TARGET), TARGET);

    /** What a placement does: the container first, then what it will start from. */
    private String contain(Gates used, List<Aid> aids) {
        Mount.Volume mount = used.mount(aids);
        engine.create(new Blueprint(
                "app",
                "sha256:0",
                List.of(aids.getFirst().path()),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(mount),
                "",
                Kind.APP,
                new Bounds(null, null, 1, false)));
        used.provide(aids);
        return mount.plan().name();
    }

    @Test
    void manyContainersShareAVolumeThatNoneOfThemCanWriteTo() {
        assertThat(gates.mount(GATE).readOnly()).isTrue();
        String first = contain(gates, GATE);
        assertThat(contain(gates, GATE)).isEqualTo(first);
        assertThat(written).containsExactly(Map.entry(first, 1));
    }

    @Test
    void otherFilesHaveAnotherVolume() {
        assertThat(contain(gates, GATE)).isNotEqualTo(contain(gates, CLIENT));
        assertThat(written).hasSize(2);
    }

    @Test
    void manyAtOnceWriteOnce() {
        IntStream.range(0, 32).parallel().forEach(_ -> contain(gates, GATE));
        assertThat(written.values()).containsExactly(1);
    }

    @Test
    void aVolumeThatSomebodyRemovedComesBackEmptyAndIsWrittenAgain() {
        String name = contain(gates, GATE);
        engine.removeVolume(name);
        contain(gates, GATE);
        contain(gates, GATE);
        assertThat(written).containsExactly(Map.entry(name, 2));
    }

    @Test
    void whatWasCutOffCountsAsNotWrittenWhetherItWasOrNot() {
        for (boolean tookEffect : new boolean[] {false, true}) {
            faults.add(tookEffect);
            assertThatThrownBy(() -> contain(gates, GATE)).isInstanceOf(EngineFault.class);
        }
        String name = contain(gates, GATE);
        assertThat(written).containsExactly(Map.entry(name, 2));
    }

    @Test
    void aVolumeWithoutAMarkIsRefused() {
        volumes.put(gates.mount(GATE).plan().name(), Map.of());
        assertThatThrownBy(() -> contain(gates, GATE)).hasMessageContaining("none that Sealbook made");
        assertThat(written).isEmpty();
    }

    @Test
    void nothingIsWrittenWhereTheMarkCannotBeSeen() {
        forgetful = true;
        assertThatThrownBy(() -> contain(gates, GATE)).hasMessageContaining("cannot say");
        assertThat(written).isEmpty();
        forgetful = false;
        String name = contain(gates, GATE);
        assertThat(written).containsExactly(Map.entry(name, 1));
    }

    @Test
    void twoProcessesNeverWriteToTheSameVolume() {
        Gates other = new Gates(engine, new Tools(engine, TARGET), TARGET);
        assertThat(contain(gates, GATE)).isNotEqualTo(contain(other, GATE));
        assertThat(written.values()).containsOnly(1);
    }

    @Test
    void aSweepTakesThoseOfOtherProcessesAndTheEndItsOwnUnlessAContainerHasThem() {
        Gates other = new Gates(engine, new Tools(engine, TARGET), TARGET);
        String others = contain(other, GATE);
        String mine = contain(gates, GATE);
        gates.sweep();
        gates.close();
        assertThat(volumes).as("an engine may have forgotten its containers").containsOnlyKeys(others, mine);

        apps.clear();
        gates.sweep();
        assertThat(volumes).containsOnlyKeys(mine);
        gates.close();
        assertThat(volumes).isEmpty();
    }

    @Test
    void whatAContainerHadAndTheEngineLostIsMadeAnew() {
        String others = contain(new Gates(engine, new Tools(engine, TARGET), TARGET), CLIENT);
        String container = apps.keySet().iterator().next();
        assertThat(gates.isThere(container)).isTrue();
        gates.restore(container, CLIENT);
        assertThat(written).containsExactly(Map.entry(others, 1));

        volumes.clear();
        assertThat(gates.isThere(container)).isFalse();
        gates.restore(container, CLIENT);
        assertThat(gates.isThere(container)).isTrue();
        assertThat(written).containsExactly(Map.entry(others, 2));
    }

    @Test
    void aContainerThatWasMadeWithoutAVolumeLacksNone() {
        assertThat(gates.isThere("older")).isTrue();
        gates.restore("older", GATE);
        assertThat(written).isEmpty();
    }
}
