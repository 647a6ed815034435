package io.sealbook.server.token;

import io.sealbook.api.Provenance;
import io.sealbook.api.event.TokenEvent.Refused.Reason;
import io.sealbook.edge.Tally;
import io.sealbook.server.command.Commands;
import io.sealbook.server.token.TokenCommand.PutOnRecord;
import io.sealbook.server.token.TokenCommand.Redemption.Refused;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts refusals of tokens on record: one event for all of one token, reason and minute. The id of a token is no secret,
 * and whoever knows one must not be able to fill the ledger with it.
 */
public final class TokenRefusals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRefusals.class);

    private final Commands commands;
    private final Clock clock;
    private final Tally<Refused, Provenance> tally;

    public TokenRefusals(Commands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
        this.tally = new Tally<>(clock, this::recordMeanwhile);
    }

    /**
     * Counts the refusal. If it is to be recorded, that has happened on return; where even the secret was wrong it
     * happens meanwhile, so that the time of the answer does not tell a token that exists from one that does not.
     */
    void refused(Refused refusal, Provenance provenance) {
        int due = tally.count(refusal, provenance);
        if (due == 0) {
            return;
        }
        if (refusal.event().reason() == Reason.WRONG_SECRET) {
            recordMeanwhile(refusal, provenance, due);
        } else {
            record(refusal, provenance, due);
        }
    }

    private void record(Refused refusal, Provenance provenance, int count) {
        try {
            commands.send(new PutOnRecord(refusal, count, provenance, clock.instant()));
        } catch (RuntimeException e) {
            tally.forget(refusal);
            throw e;
        }
    }

    private void recordMeanwhile(Refused refusal, Provenance provenance, int count) {
        Thread.ofVirtual().name("sealbook-refusal").start(() -> {
            try {
                record(refusal, provenance, count);
            } catch (RuntimeException e) {
                LOG.warn("{} refusals of a token could not be recorded: {}", count, e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        tally.close();
    }
}
