package io.sealbook.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a person runs it, with canaries for secrets; then a search of every place where one could have been left. */
class DemoIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Path input = memory();
    private final String control = "CONTROL" + word();
    private String image = "";
    private String controlImage = "";

    @AfterEach
    void clean() throws Exception {
        run(List.of("docker", "rm", "-f", "sealbook-demo"));
        run(List.of("docker", "rm", "-f", "sealbook-demo-control"));
        for (String made : List.of(image, controlImage)) {
            if (!made.isEmpty()) {
                run(List.of("docker", "rmi", "-f", made));
            }
        }
        run(List.of("rm", "-rf", input.toString()));
    }

    @Test
    void nothingOfASecretIsLeftAnywhereAfterTheDemo(@TempDir Path directory) throws Exception {
        List<String> canaries = new ArrayList<>();
        StringBuilder env = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            String canary = "CANARY" + word();
            canaries.add(canary);
            env.append("SECRET_").append(i).append('=').append(canary).append('\n');
        }
        Files.writeString(input.resolve(".env"), env);
        Files.createDirectory(input.resolve("files"));
        String inFile = "CANARY" + word();
        canaries.add(inFile);
        Files.writeString(input.resolve("files/key.pem"), "-----BEGIN-----\n" + inFile + "\n-----END-----\n");
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        Path log = directory.resolve("demo.log");

        int status = demo(data, log);
        assertThat(status).as("%s", Files.readString(log)).isZero();

        // What a search can find it finds: a control value in each kind of place.
        Files.writeString(data.resolve("control"), control);
        run(List.of(
                "docker",
                "run",
                "-d",
                "--name",
                "sealbook-demo-control",
                "-e",
                "CONTROL=" + control,
                "sealbook-demo:busybox",
                "/bin/sleep",
                "300"));
        run(List.of("docker", "exec", "sealbook-demo-control", "sh", "-c", "echo " + control + " >/tmp/control"));
        image = succeed(List.of("docker", "commit", "sealbook-demo")).strip();
        controlImage =
                succeed(List.of("docker", "commit", "sealbook-demo-control")).strip();
        String inspected = succeed(List.of("docker", "inspect", "sealbook-demo", "sealbook-demo-control", image));
        Path saved = saved(image, directory);
        Path root = Path.of(succeed(List.of("docker", "info", "--format", "{{.DockerRootDir}}"))
                .strip());

        assertThat(inspected).contains(control);
        assertThat(Files.readString(log)).contains("all 9 files have the right bytes");
        for (String canary : forms(canaries)) {
            assertThat(inspected).doesNotContain(canary);
            assertThat(Files.readString(log)).doesNotContain(canary);
            assertThat(grep(canary, saved)).isEmpty();
            assertThat(grep(canary, data)).isEmpty();
            assertThat(grep(canary, root)).isEmpty();
        }
        assertThat(grep(control, data)).isNotEmpty();
        assertThat(grep(control, saved(controlImage, directory))).isNotEmpty();
        assertThat(grep(control, root)).isNotEmpty();
    }

    private static Path saved(String image, Path directory) throws Exception {
        Path saved = directory.resolve(image.replaceAll("[^0-9a-f]", "") + ".tar");
        succeed(List.of("docker", "save", "-o", saved.toString(), image));
        return saved;
    }

    // As it is, and as base64 has it at each of the three places where it may begin within a longer text.
    private static List<String> forms(List<String> canaries) {
        List<String> forms = new ArrayList<>(canaries);
        for (String canary : canaries) {
            for (int before = 0; before < 3; before++) {
                byte[] shifted = ("x".repeat(before) + canary).getBytes(StandardCharsets.US_ASCII);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                forms.add(base64.substring(before == 0 ? 0 : before + 1, base64.length() - 1));
            }
        }
        return forms;
    }

    private int demo(Path data, Path log) throws Exception {
        ProcessBuilder demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sealbook.class.getName(),
                        "demo")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        demo.environment().put("SEALBOOK_DATA", data.toString());
        demo.environment().put("SEALBOOK_PORT", Integer.toString(Ports.free()));
        demo.environment().put("SEALBOOK_DEMO_INPUT", input.toString());
        demo.environment().put("SEALBOOK_DEMO_KEEP", "1");
        Process process = demo.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        return ended ? process.waitFor() : -1;
    }

    // Every file below, as bytes; mounts of container memory are not disk and are left out.
    private static String grep(String text, Path place) throws Exception {
        return run(List.of("grep", "-raslF", "--exclude-dir=merged", "--exclude-dir=mounts", text, place.toString()));
    }

    private static String succeed(List<String> command) throws IOException, InterruptedException {
        return run(command, true);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        return run(command, false);
    }

    private static String run(List<String> command, boolean mustSucceed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(!mustSucceed || process.exitValue() == 0)
                    .as("%s: %s", command, text)
                    .isTrue();
            return text;
        }
    }

    // The input of the demo is the one place where the secrets may be: in memory.
    private static Path memory() {
        try {
            return Files.createTempDirectory(
                    Path.of("/dev/shm"),
                    "sealbook-canaries-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new AssertionError("the test needs a place in memory for its canaries", e);
        }
    }

    private static String word() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
