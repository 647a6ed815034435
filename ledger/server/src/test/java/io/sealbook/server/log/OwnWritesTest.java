package io.sealbook.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.http.InclusionAnswer;
import io.sealbook.server.LiveLedger;
import io.sealbook.server.command.Receipt;
import io.sealbook.store.Pen;
import io.sealbook.store.Samples;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whatever becomes of the proof, a writer is told of its write. */
class OwnWritesTest {
    @Test
    void aWriteIsProvedAndOneThatCannotBeProvedIsAnsweredAllTheSame() {
        LiveLedger ledger = new LiveLedger();
        TransparencyLog log = ledger.log();
        OwnWrites own = new OwnWrites(log);
        long position = new Pen(ledger.service.engine()).append(Samples.read("own/write"));
        Receipt<String> written = new Receipt<>("written", position, true);

        InclusionAnswer proof = Objects.requireNonNull(own.proof(written));
        assertThat(proof.index()).isEqualTo(position);
        assertThat(own.proof(new Receipt<>("unchanged", position, false))).isNull();

        log.close();
        ledger.close(); // the database is out of reach from here on
        assertThat(own.proof(written)).isNull();
    }
}
