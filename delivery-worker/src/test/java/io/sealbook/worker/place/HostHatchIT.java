package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostHatchIT extends HatchContract {
    @Override
    HostHatch open() {
        HostHatch hatch = new HostHatch(root, Tools.SEEN_AT);
        hatch.compare(() -> HostHatchTest.look(root));
        assertThat(hatch.isOpen()).isTrue();
        return hatch;
    }

    @Test
    void wipingZeroesWhatIsRemovedAndFollowsNoLink() throws Exception {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), "stays");
        HostHatch hatch = open();
        try (Tar tar = Tar.sized(4, List.of(6))
                .directory("..home", 0755)
                .file("..home/f", 0400, 4711, 4711, "secret".getBytes(UTF_8))
                .link("..data", "..home")
                .link("out", "../elsewhere")) {
            hatch.put(Tools.SEEN_AT + "/d", tar);
        }
        try (var reader = Files.newInputStream(root.resolve("d/..home/f"))) {
            hatch.wipe(Tools.SEEN_AT + "/d");
            assertThat(reader.readAllBytes()).containsExactly(new byte[6]);
        }
        assertThat(root.resolve("d")).doesNotExist();
        assertThat(elsewhere).hasContent("stays");
        hatch.wipe(Tools.SEEN_AT + "/d");
    }
}
