package io.sealbook.projections.trail;

import io.sealbook.api.Actor;
import io.sealbook.projections.loop.Projection;
import io.sealbook.store.LedgerJson;
import io.sealbook.store.RecordedEvent;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** One narrow row per event to search and count, and its published details apart from it. */
public final class Trail implements Projection {
    public static final String NAME = "trail";

    private static final String INSERT = """
            insert into trail (position, id, at, type, action, outcome, actor, actor_kind, secret, version, deployment,
                               token, account, address, reason, request_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("trail", "trail_detail");
    }

    @Override
    public void apply(JdbcTemplate rows, List<RecordedEvent> events) {
        List<Object[]> narrow = new ArrayList<>(events.size());
        List<Object[]> details = new ArrayList<>(events.size());
        for (RecordedEvent event : events) {
            narrow.add(row(event));
            details.add(new Object[] {event.position(), LedgerJson.published(event.event())});
        }
        rows.batchUpdate(INSERT, narrow);
        rows.batchUpdate("insert into trail_detail (position, details) values (?, ?)", details);
    }

    @SuppressWarnings("NullAway") // columns that do not apply are null
    private static Object[] row(RecordedEvent event) {
        TrailRow row = TrailRow.of(event.event());
        Actor actor = event.provenance().actor();
        return new Object[] {
            event.position(),
            event.id(),
            event.at().atOffset(ZoneOffset.UTC),
            event.type().wire(),
            event.type().action(),
            row.outcome().name().toLowerCase(Locale.ROOT),
            actor.id(),
            actor.kind().name().toLowerCase(Locale.ROOT),
            text(row.secret()),
            row.version(),
            text(row.deployment()),
            text(row.token()),
            text(row.account()),
            event.provenance().from(),
            row.reason(),
            event.provenance().requestId()
        };
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }
}
