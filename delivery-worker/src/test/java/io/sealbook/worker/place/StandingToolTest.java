package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.TargetName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One way into memory that outlives what others do to it. */
class StandingToolTest {
    private static final TargetName TARGET = new TargetName("local");

    private final List<Tool> present = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final AtomicBoolean full = new AtomicBoolean();
    private int made;

    private final Tools tools = new Tools(
            new EmptyEngine() {
                @Override
                public Creation create(Blueprint blueprint) {
                    String id = "id" + ++made;
                    present.add(new Tool(id, Objects.requireNonNull(blueprint.name()), null, Instant.EPOCH));
                    return new Creation.Made(id);
                }

                @Override
                public List<Tool> tools(TargetName target) {
                    return List.copyOf(present);
                }

                @Override
                public void put(String container, String directory, byte[] tar) {
                    if (full.get() || !has(container)) {
                        throw new EngineFault("the engine answered: no", true, null);
                    }
                    written.add(container);
                }

                @Override
                public Optional<byte[]> read(String container, String file) {
                    return has(container) && file.equals("/there")
                            ? Optional.of("bytes".getBytes(UTF_8))
                            : Optional.empty();
                }

                @Override
                public void remove(String container) {
                    present.removeIf(tool -> tool.id().equals(container));
                }
            },
            TARGET);

    private final StandingTool standing =
            new StandingTool(() -> tools.idle(null, new Blueprint.Mount.Scratch("/host")), tools::exists);

    private boolean has(String container) {
        return present.stream().anyMatch(tool -> tool.id().equals(container));
    }

    private void write() {
        try (Tar tar = Tar.sized(1, List.of()).directory("d", 0755)) {
            standing.put("/", tar);
        }
    }

    @Test
    void manyUsesMakeOneTool() {
        write();
        write();
        assertThat(standing.read("/there")).isPresent();
        assertThat(standing.read("/missing")).isEmpty();
        assertThat(made).isOne();
    }

    @Test
    void oneThatSomebodyRemovedIsMadeAgainForWriting() {
        write();
        present.clear();
        write();
        assertThat(written).containsExactly("id1", "id2");
    }

    @Test
    void oneThatSomebodyRemovedDoesNotSayThatAFileIsMissing() {
        write();
        present.clear();
        assertThat(standing.read("/there")).hasValue("bytes".getBytes(UTF_8));
    }

    @Test
    void aRefusalOfTheEngineIsPassedOnAndNotTriedAgain() {
        write();
        full.set(true);
        assertThatThrownBy(this::write).isInstanceOf(EngineFault.class);
        assertThat(made).isOne();
    }

    @Test
    void closingRemovesItAndALaterUseMakesAnother() {
        write();
        standing.close();
        assertThat(present).isEmpty();
        write();
        assertThat(present).hasSize(1);
    }

    @Test
    void oneThatIsGoneIsNoLongerCountedAsInUse() {
        write();
        Tool first = present.getFirst();
        assertThat(tools.use(first)).isTrue();
        present.clear();
        write();
        assertThat(tools.use(first)).isFalse();
    }
}
