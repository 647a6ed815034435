package io.sealbook.server.refusal;

import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.Provenance;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.server.command.Command;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Decision;
import java.time.Clock;
import java.time.Instant;

/** Appends refusals. No state is loaded, so that refusals conflict with nothing. */
public final class RefusalRecords implements RefusalRecorder {
    private final Commands commands;
    private final Clock clock;

    public RefusalRecords(Commands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    private record Refuse(AccessRefused refusal, Provenance provenance, Instant at) implements Command<AccessRefused> {}

    public static void register(Commands.Rooms rooms) {
        rooms.on(Refuse.class, (refuse, entities) -> Decision.accept(refuse.refusal(), refuse.refusal()));
    }

    @Override
    public void record(RefusalReport refusal) {
        AccessRefused event = new AccessRefused(
                refusal.reason(), refusal.wanted(), refusal.path(), refusal.deployment(), refusal.count());
        commands.send(new Refuse(
                event, new Provenance(refusal.actor(), refusal.requestId(), refusal.from()), clock.instant()));
    }
}
