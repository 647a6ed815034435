package io.sealbook.server.log;

import io.sealbook.api.Provenance;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.server.command.Command;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import io.sealbook.store.LedgerFrozenException;
import io.sealbook.store.LedgerUnavailableException;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises an alarm in the trail when nothing of the log is signed any more. A frozen ledger cannot take it. */
public final class LogAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(LogAlarm.class);

    private final Commands commands;
    private final Clock clock;

    public LogAlarm(Commands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    private record Raise(String about, Provenance provenance, Instant at) implements Command<AlarmRaised> {}

    public static void register(Commands.Rooms rooms) {
        rooms.on(Raise.class, (raise, _) -> {
            AlarmRaised alarm = new AlarmRaised(AlarmRaised.Kind.LOG_NOT_SIGNED, null, null, raise.about());
            return Decision.accept(alarm, alarm);
        });
    }

    /** Appends the alarm, if the ledger takes it. */
    public void raise(String about) {
        try {
            commands.send(new Raise(about, Provenance.system("log"), clock.instant()));
        } catch (LedgerFrozenException | LedgerUnavailableException e) {
            LOG.warn("the alarm cannot be recorded: {}", e.getMessage());
        }
    }
}
