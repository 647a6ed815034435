package io.sealbook.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real registry (Debian's docker-registry) on this machine's loopback, which wants a user and a password. */
final class Registry implements AutoCloseable {
    private final Path directory;
    private final Process process;
    private final String address;

    Registry(String user, String password) {
        try {
            directory = Files.createTempDirectory("sealbook-registry");
            int port = freePort();
            address = "127.0.0.1:" + port;
            // bcrypt by libcrypt, which every Debian's Perl reaches.
            String hash = Cli.must(List.of("perl", "-e", "print crypt('" + password + "', '$2b$05$' . 'x' x 22)"));
            Files.writeString(directory.resolve("htpasswd"), user + ":" + hash + "\n");
            Files.writeString(directory.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "%s", secret: test}
                auth: {htpasswd: {realm: test, path: %s}}
                """.formatted(
                            directory.resolve("images"), address, directory.resolve("htpasswd")));
            process = new ProcessBuilder(
                            "docker-registry",
                            "serve",
                            directory.resolve("config.yml").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            await().atMost(Yard.PATIENCE).ignoreExceptions().until(() -> {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return true;
            });
        } catch (IOException missing) {
            throw new IllegalStateException("these tests need Debian's package docker-registry", missing);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Pushes a local image, removes every name that it got on the engine, and returns its name by digest. */
    String push(String image, String repository, String user, String password) {
        String name = address + "/" + repository;
        List<String> docker =
                List.of("docker", "--config", directory.resolve("client").toString());
        Cli.must(List.of("docker", "tag", image, name + ":once"));
        try {
            Path secret = Files.write(directory.resolve("password"), password.getBytes(StandardCharsets.UTF_8));
            Cli.must(List.of(
                    "sh",
                    "-c",
                    String.join(" ", docker) + " login -u " + user + " --password-stdin " + address + " < " + secret));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        String pushed = Cli.must(
                List.of("docker", "--config", directory.resolve("client").toString(), "push", name + ":once"));
        String digest = pushed.replaceAll("(?s).*digest: (sha256:[0-9a-f]{64}).*", "$1");
        assertThat(digest).startsWith("sha256:");
        Cli.docker("rmi", name + ":once");
        Cli.docker("rmi", name + "@" + digest);
        return name + "@" + digest;
    }

    @Override
    public void close() {
        process.destroy();
        Cli.run(List.of("rm", "-rf", directory.toString()));
    }
}
