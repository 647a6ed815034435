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
import java.util.concurrent.TimeUnit;
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

    // A tar of one program and links to it; ustar, times zero.
    private static byte[] archive(Path busybox) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        byte[] program = Files.readAllBytes(busybox);
        entry(tar, "bin/", '5', 0755, new byte[0], "");
        entry(tar, "run/", '5', 0755, new byte[0], "");
        entry(tar, "tmp/", '5', 01777, new byte[0], "");
        entry(tar, "bin/busybox", '0', 0755, program, "");
        for (String applet : List.of("sh", "ls", "cat", "sha256sum", "sleep", "env")) {
            entry(tar, "bin/" + applet, '2', 0777, new byte[0], "busybox");
        }
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void entry(ByteArrayOutputStream tar, String name, char type, int mode, byte[] content, String link)
            throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, String.format(java.util.Locale.ROOT, "%07o", mode));
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(java.util.Locale.ROOT, "%011o", content.length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(java.util.Locale.ROOT, "%06o", sum));
        header[154] = 0;
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }

    private static String run(byte @Nullable [] input, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            if (input != null) {
                stdin.write(input);
            }
        }
        String output;
        try (InputStream stdout = process.getInputStream()) {
            output = new String(stdout.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new DemoFailure("docker " + words[0] + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
        return output;
    }
}
