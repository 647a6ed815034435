package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the real programs, as they are in the jar for each processor, on this machine's own memory file system. */
@ParameterizedClass
@MethodSource("io.sealbook.worker.place.Processor#thatRunHere")
class GateTest {
    private final Processor processor;

    @TempDir
    private Path directory;

    private Path memory;
    private List<String> gate;
    private List<String> broom;

    private record Ended(int status, String output) {}

    GateTest(Processor processor) {
        this.processor = processor;
    }

    @BeforeEach
    void unpack() throws Exception {
        memory = Files.createTempDirectory(Path.of("/dev/shm"), "sealbook-gate");
        gate = processor.unpack(Program.GATE, directory);
        broom = processor.unpack(Program.BROOM, directory);
    }

    @AfterEach
    void tidy() throws Exception {
        try (Stream<Path> all = Files.walk(memory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Process begin(Map<String, String> environment, List<String> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ended run(Map<String, String> environment, List<String> program, String... arguments) throws Exception {
        Process process = begin(environment, program, arguments);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Map<String, String> waiting(int seconds) {
        return Map.of("SEALBOOK_DIR", memory.toString(), "SEALBOOK_WAIT", Integer.toString(seconds));
    }

    private void ready() throws Exception {
        Files.createFile(memory.resolve(".ready"));
    }

    @Test
    void theGateBecomesTheCommandWhenTheSecretsAreReady() throws Exception {
        ready();
        assertThat(run(waiting(1), gate, "sh", "-c", "echo \"$1|$2\"; exit 42", "x", "a b", "c"))
                .isEqualTo(new Ended(42, "a b|c\n"));
    }

    @Test
    void theGateWaitsForTheSecrets() throws Exception {
        Process process = begin(waiting(30), gate, "echo", "through");
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        ready();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void theGateDoesNotWaitForEver() throws Exception {
        Ended ended = run(waiting(0), gate, "echo", "through");
        assertThat(ended.status()).isEqualTo(75);
        assertThat(ended.output()).startsWith("sealbook-gate: timed out waiting for the secrets");
    }

    @Test
    void theGateRefusesADirectoryThatIsNotMemory() throws Exception {
        Ended ended = run(Map.of("SEALBOOK_DIR", "/proc"), gate, "echo", "through");
        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.output()).contains("neither tmpfs nor ramfs").doesNotContain("through");
        assertThat(run(Map.of("SEALBOOK_DIR", memory + "/missing"), gate, "echo", "through")
                        .status())
                .isEqualTo(78);
    }

    @Test
    void theGateSaysWhatItCannotRun() throws Exception {
        ready();
        assertThat(run(waiting(1), gate, "no-such-command"))
                .isEqualTo(new Ended(127, "sealbook-gate: command not found: no-such-command\n"));
        assertThat(run(waiting(1), gate, "/etc/passwd").output()).contains("cannot be executed");
        assertThat(run(waiting(1), gate).status()).isEqualTo(78);
        assertThat(run(Map.of("SEALBOOK_DIR", memory.toString(), "SEALBOOK_WAIT", "soon"), gate, "echo", "through")
                        .status())
                .isEqualTo(78);
    }

    @Test
    void theGateLetsItselfBeStoppedWhileItWaits() throws Exception {
        Process process = begin(waiting(30), gate, "echo", "through");
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        process.destroy();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void theBroomWipesWhatItIsToldAndNothingElse() throws Exception {
        Path doomed = memory.resolve("doomed");
        Files.createDirectories(doomed.resolve("..now"));
        Path outside = Files.writeString(directory.resolve("outside"), "stays");
        Path secret = Files.writeString(doomed.resolve("..now/db"), "secret");
        Files.createSymbolicLink(doomed.resolve("..data"), Path.of("..now"));
        Files.createSymbolicLink(doomed.resolve("elsewhere"), outside);
        Files.createSymbolicLink(doomed.resolve("directory"), directory);
        Files.createDirectory(memory.resolve("kept"));
        try (var open = Files.newByteChannel(secret)) {
            assertThat(run(Map.of(), broom, "--wipe", memory.toString(), "doomed", "gone-already")
                            .status())
                    .isZero();
            var bytes = ByteBuffer.allocate(6);
            open.read(bytes);
            assertThat(bytes.array())
                    .as("pages are zeroed before they are freed")
                    .containsOnly(0);
        }
        assertThat(doomed).doesNotExist();
        assertThat(memory.resolve("kept")).exists();
        assertThat(outside).hasContent("stays");
    }

    private Path filesOf(String value) throws Exception {
        Path set = Files.createDirectories(memory.resolve("web/.." + value));
        Files.writeString(set.resolve("db"), value.repeat(20_000));
        return set;
    }

    @Test
    void theBroomChangesFilesInOneStepThatNoReaderSees() throws Exception {
        Path old = filesOf("1");
        filesOf("2");
        Path web = memory.resolve("web");
        Files.createSymbolicLink(web.resolve("db"), Path.of("..data/db"));
        Files.createSymbolicLink(web.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(web.resolve("..other"), Path.of("..2"));
        Path half = Files.createDirectory(web.resolve("..3"));

        Path stop = directory.resolve("stop");
        AtomicInteger reads = new AtomicInteger();
        FutureTask<String> reader = new FutureTask<>(() -> {
            while (!Files.exists(stop)) {
                String read = Files.readString(web.resolve("db"));
                reads.incrementAndGet();
                if (read.length() != 20_000 || read.chars().distinct().count() != 1) {
                    return "neither old nor new";
                }
            }
            return "always old or new";
        });
        Thread.ofPlatform().start(reader);
        for (int i = 0; i < 101; i++) {
            assertThat(run(Map.of(), broom, "--swap", memory.toString(), "web").status())
                    .isZero();
        }
        Files.createFile(stop);
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo("always old or new");
        assertThat(reads).hasPositiveValue();

        assertThat(Files.readString(web.resolve("db"))).startsWith("2");
        assertThat(run(Map.of(), broom, "--clear", memory.toString(), "web").status())
                .isZero();
        assertThat(List.of(old, half, web.resolve("..other"))).noneMatch(Files::exists);
        assertThat(Files.readString(web.resolve("db"))).startsWith("2");
        assertThat(run(Map.of(), broom, "--swap", memory.toString(), "web").status())
                .as("there is nothing to change with")
                .isEqualTo(1);
    }

    @Test
    void theBroomEmptiesADirectoryAndLeavesIt() throws Exception {
        Files.createDirectories(memory.resolve("..first/deeper"));
        Files.writeString(memory.resolve("..first/db"), "secret");
        Files.createSymbolicLink(memory.resolve("..data"), Path.of("..first"));
        ready();
        assertThat(run(Map.of(), broom, "--empty", memory.toString()).status()).isZero();
        assertThat(memory).isEmptyDirectory();
        assertThat(run(Map.of(), broom, "--empty", "/proc").status()).isEqualTo(78);
    }

    @Test
    void aKeeperHoldsMemoryUntilItIsToldToEnd() throws Exception {
        Process keeper = begin(Map.of(), broom, "--keep", memory.toString());
        assertThat(keeper.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        keeper.destroy();
        assertThat(keeper.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(keeper.exitValue()).isEqualTo(143);
        assertThat(run(Map.of(), broom, "--keep", "/proc").status()).isEqualTo(78);
    }

    @Test
    void theBroomRefusesPathsAndDisks() throws Exception {
        assertThat(run(Map.of(), broom, "--wipe", memory.toString(), "../x").status())
                .isEqualTo(78);
        assertThat(run(Map.of(), broom, "--wipe", memory.toString(), "..").status())
                .isEqualTo(78);
        assertThat(run(Map.of(), broom, "--wipe", "/proc", "x").status()).isEqualTo(78);
        assertThat(run(Map.of(), broom, "--swap", memory.toString(), "..").status())
                .isEqualTo(78);
        assertThat(run(Map.of(), broom, "--clear", "/proc", "x").status()).isEqualTo(78);
        assertThat(run(Map.of(), broom, "--sweep", memory.toString()).status()).isEqualTo(78);
    }

    @Test
    void theBroomWorksInDirectoriesAndFollowsNoLinkThere() throws Exception {
        Path kept =
                Files.writeString(Files.createDirectory(memory.resolve("kept")).resolve("db"), "secret");
        Path link = Files.createSymbolicLink(memory.resolve("link"), Path.of("kept"));
        for (Path wrong : List.of(link, kept)) {
            assertThat(run(Map.of(), broom, "--look", wrong.toString())).isEqualTo(new Ended(78, ""));
            assertThat(run(Map.of(), broom, "--wipe", wrong.toString(), "db").status())
                    .isEqualTo(78);
            assertThat(run(Map.of(), broom, "--empty", wrong.toString()).status())
                    .isEqualTo(1);
        }
        assertThat(kept).hasContent("secret");
    }

    @Test
    void theBroomsReportIsUnderstood() throws Exception {
        Files.createDirectory(memory.resolve("some directory"));
        MemoryLook look = MemoryLook.read(
                run(Map.of(), broom, "--look", memory.toString()).output(), memory.toString());
        assertThat(look.memory()).isTrue();
        assertThat(look.entries()).extracting(MemoryLook.Entry::name).containsExactly("some directory");
    }
}
