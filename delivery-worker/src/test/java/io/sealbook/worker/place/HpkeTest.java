package io.sealbook.worker.place;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's HPKE against RFC 9180, appendix A.1.1; its suite differs from ours in the AEAD and so in the length of a key. */
@ParameterizedClass
@MethodSource("io.sealbook.worker.place.Processor#thatRunHere")
class HpkeTest {
    private static final String AES_128_GCM = "1";
    private static final String PRIVATE_KEY = "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
    private static final String INFO = "4f6465206f6e2061204772656369616e2055726e";
    private static final String ASSOCIATED = "436f756e742d30";
    private static final String SEALED = "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
            + "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a";
    private static final String MESSAGE = "4265617574792069732074727574682c20747275746820626561757479";

    private final Processor processor;
    private List<String> vector;

    private record Ended(int status, String output) {}

    HpkeTest(Processor processor) {
        this.processor = processor;
    }

    @BeforeEach
    void compile(@TempDir Path directory) throws Exception {
        Path program = directory.resolve("vector");
        assertThat(run(
                        processor.compiler(),
                        "-std=c17",
                        "-D_GNU_SOURCE",
                        "-Wl,--no-warnings",
                        "-I",
                        "src/main/c/agent",
                        "-o",
                        program.toString(),
                        "src/test/c/vector.c",
                        "src/main/c/agent/hpke.c",
                        "-lcrypto"))
                .isEqualTo(new Ended(0, ""));
        vector = processor.start(program);
    }

    private static Ended run(List<String> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Ended open(String aead, String info, String associated, String... sealed) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(aead, PRIVATE_KEY, info, associated));
        arguments.addAll(List.of(sealed));
        return run(vector, arguments.toArray(String[]::new));
    }

    @Test
    void whatTheSpecificationSealsIsOpened() throws Exception {
        assertThat(open(AES_128_GCM, INFO, ASSOCIATED, SEALED)).isEqualTo(new Ended(0, MESSAGE));
    }

    @Test
    void itOpensForWhatItIsForAndAbout() throws Exception {
        assertThat(open("2", INFO, ASSOCIATED, SEALED).status()).isEqualTo(1);
        assertThat(open(AES_128_GCM, ASSOCIATED, ASSOCIATED, SEALED).status()).isEqualTo(1);
        assertThat(open(AES_128_GCM, INFO, INFO, SEALED).status()).isEqualTo(1);
    }

    @Test
    void noByteOfItCanBeChangedOrLeftOut() throws Exception {
        List<String> changed = new ArrayList<>(List.of("", SEALED.substring(0, SEALED.length() - 2), SEALED + "00"));
        for (int at = 0; at < SEALED.length(); at += 2) {
            changed.add(SEALED.substring(0, at) + (SEALED.charAt(at) == '1' ? '3' : '1') + SEALED.substring(at + 1));
        }
        assertThat(open(AES_128_GCM, INFO, ASSOCIATED, changed.toArray(String[]::new)))
                .isEqualTo(new Ended(1, ""));
    }

    @Test
    void aPointOfSmallOrderIsNobodysKey() throws Exception {
        assertThat(open(AES_128_GCM, INFO, ASSOCIATED, "0".repeat(64) + SEALED.substring(64)))
                .isEqualTo(new Ended(1, ""));
    }
}
