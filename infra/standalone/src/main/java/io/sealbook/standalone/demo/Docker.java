package io.sealbook.standalone.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** The command {@code docker}, as anybody at a terminal would use it to look. No secret goes through here. */
final class Docker {
    private static final long SECONDS = 60;

    private Docker() {}

    /** A local image of nothing but a static busybox; the same bytes make the same image. */
    static String busyboxImage() throws IOException {
        Path busybox = busybox();
        return run(archive(busybox), "import", "--change", "ENV PATH=/bin", "-", "sealbook-demo:busybox");
    }

    /** SHA-256 of each file in the container's directory of secrets, as its own busybox computes it. */
    static List<String> digests(String container) throws IOException {
        return run(null, "exec", container, "sh", "-c", "cd /run/secrets && sha256sum *")
                .lines()
                .toList();
    }

    /** What {@code ls -l} says about the secrets from the inside. */
    static List<String> listing(String container) throws IOException {
        return run(null, "exec", container, "sh", "-c", "cd /run/secrets && ls -lLn *")
                .lines()
                .toList();
    }

    private static Path busybox() throws IOException {
        for (String directory :
                System.getenv().getOrDefault("PATH", "/bin:/usr/bin").split(":", -1)) {
            Path program = Path.of(directory, "busybox");
            if (Files.isExecutable(program)) {
                return program.toRealPath();
            }
        }
        throw new DemoFailure("there is no busybox on the PATH for the demo's image");
    }

    // Times and owners are zero: the same busybox makes the same image.
    private static byte[] archive(Path busybox) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String directory : List.of("bin/", "run/", "tmp/")) {
                put(tar, new TarArchiveEntry(directory), directory.equals("tmp/") ? 01777 : 0755, new byte[0]);
            }
            put(tar, new TarArchiveEntry("bin/busybox"), 0755, Files.readAllBytes(busybox));
            for (String applet : List.of("sh", "ls", "cat", "sha256sum", "sleep", "env")) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                put(tar, link, 0777, new byte[0]);
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int mode, byte[] content)
            throws IOException {
        entry.setMode(mode);
        entry.setSize(content.length);
        entry.setModTime(0);
        entry.setUserName("");
        entry.setGroupName("");
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String run(byte @Nullable [] input, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
        try (InputStream stdout = process.getInputStream()) {
            try (OutputStream stdin = process.getOutputStream()) {
                if (input != null) {
                    stdin.write(input);
                }
            }
            String output = new String(stdout.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new DemoFailure("docker " + words[0] + " failed: " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        } finally {
            deadline.cancel(false);
        }
    }
}
