package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When this process may go into memory by itself. What it does there is the contract of every hatch. */
class HostHatchTest {
    @TempDir
    private Path here;

    @TempDir
    private Path elsewhere;

    /** What a tool sees for which this is the memory root. */
    static MemoryLook look(Path root) {
        try (Stream<Path> entries = Files.list(root)) {
            return new MemoryLook(
                    true,
                    (Integer) Files.getAttribute(root, "unix:uid"),
                    "0700",
                    true,
                    false,
                    entries.map(entry ->
                                    new MemoryLook.Entry(entry.getFileName().toString(), Duration.ZERO))
                            .toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void itIsClosedUntilTheEngineHasSeenTheSameRoot() {
        HostHatch hatch = new HostHatch(here, Tools.SEEN_AT);
        assertThat(hatch.isOpen()).isFalse();
        assertThatThrownBy(() -> hatch.read(Tools.SEEN_AT + "/d")).isInstanceOf(EngineFault.class);
        hatch.compare(() -> look(elsewhere));
        assertThat(hatch.isOpen()).as("the engine's root is another").isFalse();
        hatch.compare(() -> look(here));
        assertThat(hatch.isOpen()).isTrue();
        assertThat(here).as("the sign is gone").isEmptyDirectory();
    }

    @Test
    void aRootThatTheEngineSeesWithAnotherOwnerIsNotTheSame() {
        HostHatch hatch = new HostHatch(here, Tools.SEEN_AT);
        hatch.compare(() -> {
            MemoryLook seen = look(here);
            return new MemoryLook(true, seen.owner() + 100_000, "0700", true, false, seen.entries());
        });
        assertThat(hatch.isOpen()).isFalse();
    }

    @Test
    void anotherDirectoryInItsPlaceClosesIt() throws Exception {
        Path root = Files.createDirectory(here.resolve("root"));
        HostHatch hatch = new HostHatch(root, Tools.SEEN_AT);
        hatch.compare(() -> look(root));
        Files.move(root, here.resolve("away"));
        assertThat(hatch.isOpen()).isFalse();
        Files.createDirectory(root);
        assertThat(hatch.isOpen()).isFalse();
        try (Tar tar = Tar.sized(1, List.of()).directory("d", 0755)) {
            assertThatThrownBy(() -> hatch.put(Tools.SEEN_AT, tar))
                    .isInstanceOfSatisfying(
                            EngineFault.class,
                            fault -> assertThat(fault.answered()).isFalse());
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aRootThatThisProcessCannotEnterIsLookedAtNevertheless() {
        HostHatch hatch = new HostHatch(here.resolve("missing"), Tools.SEEN_AT);
        assertThat(hatch.compare(() -> look(elsewhere)).memory()).isTrue();
        assertThat(hatch.isOpen()).isFalse();
    }
}
