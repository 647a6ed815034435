package io.sealbook.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @Test
    void startsThatUnpackAtTheSameTimeShareOneProgram(@TempDir Path directory) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        List<CompletableFuture<String>> starts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            starts.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            together.await(10, TimeUnit.SECONDS);
                            return Program.in(directory).path("postgres");
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    },
                    task -> Thread.ofPlatform().start(task)));
        }
        for (CompletableFuture<String> start : starts) {
            assertThat(Path.of(start.get(1, TimeUnit.MINUTES))).isExecutable();
        }
        try (Stream<Path> unpacked = Files.list(directory)) {
            assertThat(unpacked).hasSize(1);
        }
    }
}
