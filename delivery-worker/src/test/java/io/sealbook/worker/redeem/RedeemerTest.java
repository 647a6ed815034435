package io.sealbook.worker.redeem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.HandlesPlaintext;
import io.sealbook.worker.LedgerDouble;
import io.sealbook.worker.line.KeyFile;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedeemerTest {
    private static final byte[] VALUE = {0, 1, (byte) 0xff, '"', '\n'};

    @TempDir
    private Path directory;

    private LedgerDouble ledger;
    private LedgerLine line;
    private Redeemer redeemer;
    private DeploymentId web;

    @BeforeEach
    void open() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), LedgerDouble.KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ledger = new LedgerDouble();
        line = new LedgerLine(ledger.url(), new KeyFile(file));
        redeemer = new Redeemer(line);
        web = ledger.order("web", "sha256:0", Map.of("db", VALUE));
    }

    @AfterEach
    void close() {
        line.close();
        ledger.close();
    }

    @HandlesPlaintext("compares the delivered bytes")
    private void reveals(Redeemed redeemed) {
        assertThat(redeemed).isInstanceOfSatisfying(Redeemed.Revealed.class, revealed -> {
            try (Delivered delivered = revealed.delivered()) {
                assertThat(delivered.generation()).isEqualTo(1);
                assertThat(delivered.files()).singleElement().satisfies(file -> {
                    assertThat(file.name()).isEqualTo("db");
                    assertThat(same(file)).isTrue();
                    assertThat(file.version().version()).isEqualTo(1);
                });
            }
        });
    }

    @HandlesPlaintext("compares the delivered bytes")
    private static boolean same(Delivered.File file) {
        return file.content().use(bytes -> Arrays.equals(bytes, VALUE));
    }

    @Test
    void aTokenOfItsOwnRevealsTheValues() {
        reveals(redeemer.redeem(web));
        assertThat(ledger.tokensIssued()).isEqualTo(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainAndCostsNoSecondToken() {
        ledger.failNext("/v1/bootstrap-tokens/consume", 0, 0, 503);
        reveals(redeemer.redeem(web));
        assertThat(ledger.tokensIssued()).isEqualTo(1);
    }

    @Test
    void aSpentTokenIsARefusal() {
        ledger.failNext("/v1/bootstrap-tokens/consume", 410);
        assertThat(redeemer.redeem(web)).isInstanceOf(Redeemed.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 409})
    void noTokenIsARefusal(int status) {
        ledger.failNext("/v1/bootstrap-tokens", status);
        assertThat(redeemer.redeem(web)).isInstanceOf(Redeemed.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"deployment\":\"0198a4f0-0000-7000-8000-000000000001\",\"generation\":1,\"secrets\":[{\"name\":\"db\"}]}",
                "{\"deployment\":\"0198a4f0-0000-7000-8000-000000000001\",\"generation\":1,\"secrets\":[{\"valueBase64\":\"!hunter2!\"}]}",
                "{\"deployment\":\"hunter2\",\"generation\":1,\"secrets\":[]}"
            })
    void anAnswerThatIsNoDeliveryIsNotQuoted(String json) {
        assertThatThrownBy(() -> DeliveryReader.read(json.getBytes(UTF_8)))
                .isInstanceOf(LedgerUnavailable.class)
                .hasNoCause()
                .message()
                .doesNotContain("hunter2");
    }
}
