package io.sealbook.worker.place;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeRulesTest {
    @ParameterizedTest(name = "{0}, live-restore {1}: fit {2}")
    @CsvSource({
        "20.10.24+dfsg1, false, true",
        "20.10.24+dfsg1, true, false",
        "23.0.6, true, false",
        "23.0.7, true, true",
        "24.0.5, true, false",
        "24.0.6, true, true",
        "28.2.2, true, true",
        "dev, true, false",
        "dev, false, true"
    })
    void volumesAreRefusedWhereARestartOfTheEngineLosesThem(String version, boolean liveRestore, boolean fit) {
        assertThat(VolumeRules.objection(new Host(version, "6.12.0", liveRestore, false))
                        .isEmpty())
                .isEqualTo(fit);
    }

    @ParameterizedTest(name = "Linux {0}: never swapped {1}")
    @CsvSource({"6.18.5, true", "6.4.0-1-amd64, true", "6.3.9, false", "5.15.0-139-generic, false", "7.0-rc1, true"})
    void memoryIsNeverSwappedWhereTheKernelKnowsHow(String kernel, boolean never) {
        String options =
                VolumeRules.options(new Host("27.0", kernel, false, false)).getOrDefault("o", "");
        assertThat(options.contains("noswap")).isEqualTo(never);
        assertThat(options).contains("nosuid,nodev,noexec");
    }
}
