package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every way into memory on the engine's host does. Needs root, for a tmpfs of its own. */
abstract class HatchContract {
    private static final String DIRECTORY = Tools.SEEN_AT + "/d";

    final Path root = Path.of("/run/sealbook-hatch-"
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
    private Hatch hatch;

    /** A way into the memory that is mounted at {@link #root}. */
    abstract Hatch open();

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectory(root);
        run("mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "hatch", root.toString());
        hatch = open();
        try (Tar tar = Tar.sized(1, List.of()).directory("d", 0755)) {
            hatch.put(Tools.SEEN_AT, tar);
        }
    }

    @AfterEach
    void unmount() throws Exception {
        hatch.close();
        run("umount", root.toString());
        Files.delete(root);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private void put(Tar tar) {
        try (tar) {
            hatch.put(DIRECTORY, tar);
        }
    }

    private List<Integer> facts(String name) throws IOException {
        Path path = root.resolve("d/" + name);
        return List.of(fact(path, "uid"), fact(path, "gid"), fact(path, "mode") & 07777);
    }

    private static int fact(Path path, String name) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void whatIsUnpackedHasItsBytesOwnerAndMode() throws Exception {
        put(Tar.sized(2, List.of(6))
                .directory("..home", 0750, new Owner(1, 2))
                .file("..home/f", 0440, 4711, 4712, "secret".getBytes(UTF_8)));
        assertThat(facts("..home")).containsExactly(1, 2, 0750);
        assertThat(facts("..home/f")).containsExactly(4711, 4712, 0440);
        assertThat(root.resolve("d/..home/f")).hasContent("secret");
    }

    @Test
    void filesAreReadThroughTheLinksThatLeadToThem() {
        String name = "n".repeat(128);
        put(Tar.sized(4, 3, List.of(3))
                .directory("..home", 0755)
                .file("..home/" + name, 0400, 0, 0, "abc".getBytes(UTF_8))
                .link("..data", "..home")
                .link(name, "..data/" + name));
        assertThat(hatch.read(DIRECTORY + "/..data/" + name)).contains("abc".getBytes(UTF_8));
    }

    @Test
    void whatLiesThereIsReplaced() throws Exception {
        put(Tar.sized(2, List.of(3))
                .file("f", 0444, 1, 1, "old".getBytes(UTF_8))
                .link("l", "f"));
        put(Tar.sized(2, List.of(4))
                .file("f", 0400, 2, 2, "new!".getBytes(UTF_8))
                .link("l", "g"));
        assertThat(root.resolve("d/f")).hasContent("new!");
        assertThat(facts("f")).containsExactly(2, 2, 0400);
        assertThat(Files.readSymbolicLink(root.resolve("d/l"))).isEqualTo(Path.of("g"));
    }

    @Test
    void aDirectoryIsGivenAwayWithWhatIsInIt() throws Exception {
        put(Aid.archive(List.of(new Aid("f", 0444, "abc".getBytes(UTF_8)))));
        try (Tar tar = Tar.sized(1, List.of()).directory("d", 0700, new Owner(4711, 4712))) {
            hatch.put(Tools.SEEN_AT, tar);
        }
        assertThat(facts(".")).containsExactly(4711, 4712, 0700);
        assertThat(root.resolve("d/f")).hasContent("abc");
    }

    @Test
    void whatIsMissingIsNotThere() {
        put(Tar.sized(1, List.of()).link("nowhere", "gone"));
        assertThat(hatch.read(DIRECTORY + "/gone")).isEmpty();
        assertThat(hatch.read(DIRECTORY + "/nowhere")).isEmpty();
        assertThat(hatch.read(Tools.SEEN_AT + "/none/f")).isEmpty();
    }

    @Test
    void anArchiveThatLeadsOutOfItsDirectoryIsRefused() {
        assertThatThrownBy(() -> put(Aid.archive(List.of(new Aid("../f", 0444, new byte[1])))))
                .isInstanceOf(EngineFault.class);
        assertThat(root.resolve("f")).doesNotExist();
    }

    @Test
    void memoryThatIsFullIsSaidAndWhatComesLaterIsNotUnpacked() {
        Tar tar = Tar.sized(2, List.of(200 << 10))
                .file("large", 0444, 0, 0, new byte[200 << 10])
                .link("..data", "large");
        assertThatThrownBy(() -> put(tar)).isInstanceOfSatisfying(EngineFault.class, fault -> {
            assertThat(fault).hasMessageContaining(DIRECTORY + "/").hasMessageContaining("no space left on device");
            assertThat(fault.answered()).isTrue();
        });
        assertThat(Files.isSymbolicLink(root.resolve("d/..data"))).isFalse();
    }
}
