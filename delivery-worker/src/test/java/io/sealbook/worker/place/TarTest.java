package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
    @Test
    void anotherProgramReadsWhatWeWrite(@TempDir Path directory) throws Exception {
        byte[] odd = new byte[513];
        odd[512] = 7;
        Tar tar = Tar.sized(4, List.of(odd.length, 0))
                .directory("..home", 0755)
                .file("..home/odd", 0640, 1000, 65534, odd)
                .link("odd", "..home/odd")
                .file("empty", 0444, 0, 0, new byte[0]);
        Path archive = Files.write(directory.resolve("x.tar"), tar.bytes());
        Process list = new ProcessBuilder("tar", "--numeric-owner", "-tvf", archive.toString())
                .redirectErrorStream(true)
                .start();
        String listing = new String(list.getInputStream().readAllBytes(), UTF_8);
        assertThat(list.waitFor()).isZero();
        assertThat(listing.lines().map(line -> line.replaceAll(" +", " ")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("drwxr-xr-x 0/0 0").endsWith("..home/"),
                        line -> assertThat(line)
                                .startsWith("-rw-r----- 1000/65534 513")
                                .endsWith("..home/odd"),
                        line -> assertThat(line).startsWith("lrwxrwxrwx 0/0 0").endsWith("odd -> ..home/odd"),
                        line -> assertThat(line).startsWith("-r--r--r-- 0/0 0").endsWith("empty"));
    }

    @Test
    void longNamesAreReadToo(@TempDir Path directory) throws Exception {
        String name = "n".repeat(128);
        Tar tar = Tar.sized(2, 3, List.of(3))
                .file("home/" + name, 0400, 0, 0, "abc".getBytes(UTF_8))
                .link(name, "home/" + name);
        Path archive = Files.write(directory.resolve("x.tar"), tar.bytes());
        Process unpack = new ProcessBuilder("tar", "-C", directory.toString(), "-xf", archive.toString()).start();
        assertThat(unpack.waitFor()).isZero();
        assertThat(Files.readString(directory.resolve(name))).isEqualTo("abc");
    }

    @Test
    void closingWipesEveryByte() {
        Tar tar = Aid.archive(List.of(new Aid("f", 0400, "secret".getBytes(UTF_8))));
        byte[] bytes = tar.bytes();
        tar.close();
        assertThat(bytes).containsOnly(0);
    }

    @Test
    void theFirstPlainFileIsFoundBehindHeadersThatDescribeIt() {
        Tar tar = Tar.sized(2, List.of(3)).directory("d", 0755).file("d/f", 0444, 0, 0, "abc".getBytes(UTF_8));
        assertThat(Tar.firstFile(tar.bytes())).contains("abc".getBytes(UTF_8));
        assertThat(Tar.firstFile(new byte[1024])).isEmpty();
        assertThat(Tar.firstFile(new byte[0])).isEmpty();
    }

    @Test
    void aWrongSizeAndALongNameAreNoticed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Tar.sized(2, List.of()).directory("d", 0755).bytes());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aid.archive(List.of(new Aid("n".repeat(600), 0444, new byte[0]))));
    }
}
