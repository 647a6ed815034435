package io.sealbook.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands of this machine, each run to its end. */
final class Cli {
    private Cli() {}

    record Result(int status, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static Result docker(String... arguments) {
        return DockerCommand.SHARED.run(arguments);
    }

    static String must(List<String> command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new IllegalStateException(command.getFirst() + " failed (" + result.status() + "): " + result.text());
        }
        return result.text();
    }

    static Result run(List<String> command) {
        try {
            Path output = Files.createTempFile("sealbook-cli", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                int status = process.waitFor();
                return new Result(status, Files.readAllBytes(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException missing) {
            throw new IllegalStateException("these tests need " + command.getFirst(), missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
