package io.sealbook.projections.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sealbook.proof.Checkpoint;
import io.sealbook.proof.NoteSigner;
import io.sealbook.store.LedgerLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCheckpointTest {
    private static final String NOTE = NoteSigner.of("a-log", new byte[32])
            .sign(new Checkpoint("a-log", 7, new byte[32]).text() + "a further line\n")
            .written();

    @Test
    void aNoteIsKeptByteForByte() {
        assertThat(SignedCheckpoint.read(new LedgerLog.Published(7, NOTE)))
                .isEqualTo(new SignedCheckpoint(7, "a-log", NOTE));
    }

    @Test
    void aNoteOfAnotherSizeThanIsClaimedIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SignedCheckpoint.read(new LedgerLog.Published(8, NOTE)))
                .withMessageContaining("of size 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no note",
                "a-log\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "a-log\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
                "a-log\n7\nAAAAAAAA\n\n— a-log AAAAAAAA\n",
                "a-log\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— a-log AAAAAAAA\n",
            })
    void whatIsNoCheckpointInANoteIsRefused(String note) {
        assertThatIllegalStateException()
                .isThrownBy(() -> SignedCheckpoint.read(new LedgerLog.Published(7, note)))
                .withMessageContaining("cannot be read");
    }
}
