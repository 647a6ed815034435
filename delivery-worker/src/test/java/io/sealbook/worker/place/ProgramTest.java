package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
    private static final Path SOURCES = Path.of("src/main/c");

    @TempDir
    private Path directory;

    // The Executable and Linkable Format names the processor in its header, in the bytes 18 and 19: e_machine.
    @ParameterizedTest(name = "{0}")
    @CsvSource({"x86_64, 62", "aarch64, 183"})
    void theJarHasEveryProgramForBothProcessors(String architecture, int machine) {
        for (Program program : Program.values()) {
            byte[] elf = program.forArchitecture(architecture)
                    .orElseThrow(() -> new AssertionError("no " + program + " for " + architecture
                            + ": let ./test install Debian's gcc-aarch64-linux-gnu (or gcc-x86-64-linux-gnu) and the"
                            + " libraries beside it, and build again"));
            assertThat(elf).startsWith(0x7f, 'E', 'L', 'F');
            assertThat((elf[18] & 0xff) | (elf[19] << 8)).isEqualTo(machine);
            assertThat(elf).as("small enough to be read").hasSizeLessThan(program == Program.AGENT ? 8 << 20 : 8192);
        }
    }

    @Test
    void buildingThemAgainElsewhereGivesTheSameBytes() throws Exception {
        Path copy = Files.createDirectory(directory.resolve("a copy"));
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source : sources.skip(1).toList()) {
                Files.copy(source, copy.resolve(SOURCES.relativize(source)));
            }
        }
        Path out = directory.resolve("out");
        Process build = new ProcessBuilder("sh", copy.resolve("build.sh").toString(), out.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(build.getInputStream().readAllBytes(), UTF_8);
        assertThat(build.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(build.exitValue()).as(output).isZero();
        for (Program program : Program.values()) {
            for (String architecture : new String[] {"x86_64", "aarch64"}) {
                String name = program.name().toLowerCase(Locale.ROOT) + "-" + architecture;
                assertThat(Files.readAllBytes(out.resolve(name)))
                        .as(name)
                        .isEqualTo(program.forArchitecture(architecture).orElseThrow());
            }
        }
    }
}
