package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLookTest {
    private static final String SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

    private static final Set<Integer> ROOT = Set.of(0);

    private static String report(String memory, String superOptions, String swaps) {
        return report("owner 0 mode 0700", memory, superOptions, swaps);
    }

    private static String report(String owner, String memory, String superOptions, String swaps) {
        return "memory " + memory + "\n" + owner + "\nentry 12 a name\nmountinfo\n"
                + "22 27 0:21 / /proc rw,relatime - proc proc rw,noswap\n"
                + "36 35 0:40 / /host rw,nosuid shared:7 - tmpfs sealbook " + superOptions + "\nswaps\n" + swaps
                + "end\n";
    }

    private static MemoryLook look(String memory, String superOptions, String swaps) {
        return MemoryLook.read(report(memory, superOptions, swaps), "/host");
    }

    @Test
    void memoryThatIsNeverSwappedMayHoldSecrets() {
        MemoryLook look = look("yes", "rw,size=65536k,mode=700,noswap", SWAPS + "/swapfile file 262140 0 -2\n");
        assertThat(look.objection("/run/sealbook", ROOT)).isEmpty();
        assertThat(look.entries()).containsExactly(new MemoryLook.Entry("a name", Duration.ofSeconds(12)));
    }

    @Test
    void swappableMemoryMayHoldSecretsOnlyWhereNothingSwaps() {
        assertThat(look("yes", "rw,size=65536k", SWAPS).objection("/run/sealbook", ROOT))
                .isEmpty();
        assertThat(look("yes", "rw,size=65536k", SWAPS + "/dev/sda2 partition 1 0 -2\n")
                        .objection("/run/sealbook", ROOT))
                .hasValueSatisfying(why -> assertThat(why).contains("swap").contains("noswap"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner 0 mode 1777",
                "owner 0 mode 0755",
                "owner 0 mode 0710",
                "owner 0 mode 4700",
                "owner 1000 mode 0700"
            })
    void memoryThatOthersCouldReachNeverHoldsSecrets(String owner) {
        MemoryLook look = MemoryLook.read(report(owner, "yes", "rw,noswap", SWAPS), "/host");
        assertThat(look.objection("/run/sealbook", ROOT))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("chown root").contains("chmod 0700"));
    }

    @Test
    void theWorkersOwnUserMayOwnTheMemory() {
        MemoryLook look = MemoryLook.read(report("owner 1000 mode 0700", "yes", "rw,noswap", SWAPS), "/host");
        assertThat(look.objection("/run/sealbook", Set.of(0, 1000))).isEmpty();
    }

    @Test
    void aDiskNeverHoldsSecrets() {
        assertThat(look("no", "rw", SWAPS).objection("/run/sealbook", ROOT))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("not in memory").contains("mount -t tmpfs"));
    }

    @Test
    void aReportThatWasCutShortIsNoReport() {
        String whole = report("yes", "rw,noswap", SWAPS);
        assertThatThrownBy(() -> MemoryLook.read(whole.substring(0, whole.length() - 5), "/host"))
                .isInstanceOf(EngineFault.class);
        assertThatThrownBy(() -> MemoryLook.read(report("", "yes", "rw,noswap", SWAPS), "/host"))
                .isInstanceOf(EngineFault.class);
        assertThatThrownBy(() -> MemoryLook.read("", "/host")).isInstanceOf(EngineFault.class);
    }
}
