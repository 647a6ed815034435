package io.sealbook.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A small image out of Debian's static busybox, imported without any registry. */
public final class TestImage {
    /** A command that runs until it is told to end. */
    public static final List<String> LIVES =
            List.of("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done");

    /**
     * Shell that an application with the placement app has to begin with: where it finds a token it trades it for its
     * files. Elsewhere it does nothing.
     */
    static final String FETCH = """
            if [ -s "$SEALBOOK_TOKEN_FILE" ]; then (
                cd /run/secrets
                wget -q -O .answer --header 'Accept: text/plain' --header 'Sealbook-Nonce: one' \\
                    --post-file "$SEALBOOK_TOKEN_FILE" "$SEALBOOK_URL/v1/bootstrap-tokens/consume" || exit
                rm "$SEALBOOK_TOKEN_FILE"
                while read -r name _ value; do
                    [ "$name" = '#end' ] || { echo "$value" | base64 -d > .new && mv .new "$name"; }
                done < .answer
                rm .answer
            ) fi
            """;

    /** As {@link #LIVES}, also where the application fetches its secrets by itself. */
    static final List<String> FETCHES =
            List.of("sh", "-c", "trap 'exit 0' TERM\n" + FETCH + "while :; do sleep 1 & wait $!; done");

    private static final String APPLETS =
            "sh sleep cat ls stat env id echo test true false sha256sum wc head readlink touch httpd wget base64 chmod mv"
                    + " rm ln mkdir timeout";

    private TestImage() {}

    /** Its id. {@code changes} are Dockerfile lines such as {@code USER app}. */
    public static String build(String... changes) {
        return buildOn(DockerCommand.SHARED, changes);
    }

    static String buildOn(DockerCommand docker, String... changes) {
        try {
            Path root = Files.createTempDirectory("sealbook-image");
            Files.createDirectories(root.resolve("bin"));
            Files.createDirectories(root.resolve("etc"));
            Cli.must(List.of("mkdir", "-m", "1777", root.resolve("tmp").toString()));
            Files.copy(busybox(), root.resolve("bin/busybox"));
            Files.setPosixFilePermissions(root.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String applet : APPLETS.split(" ", -1)) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\napp:x:4711:4712:An app:/:/bin/sh\n");
            return imported(docker, root, changes);
        } catch (IOException failed) {
            throw new IllegalStateException("the test image could not be built", failed);
        }
    }

    /** The id of one with nothing but {@code /busybox}. */
    static String bareOn(DockerCommand docker) {
        try {
            Path root = Files.createTempDirectory("sealbook-image");
            Files.copy(busybox(), root.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
            return imported(docker, root);
        } catch (IOException failed) {
            throw new IllegalStateException("the test image could not be built", failed);
        }
    }

    private static Path busybox() {
        return Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("these tests need a static busybox: apt-get install busybox-static"));
    }

    private static String imported(DockerCommand docker, Path root, String... changes) throws IOException {
        Path tar = Files.createTempFile("sealbook-image", ".tar");
        Cli.must(List.of("tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", tar.toString(), "."));
        List<String> command = new ArrayList<>(List.of("import"));
        for (String change : changes) {
            command.addAll(List.of("--change", change));
        }
        command.addAll(List.of("--change", "LABEL io.sealbook.test=yes", tar.toString()));
        String id = docker.must(command.toArray(String[]::new)).strip();
        Files.delete(tar);
        Cli.must(List.of("rm", "-rf", root.toString()));
        return id;
    }
}
