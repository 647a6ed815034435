package io.sealbook.projections.inventory;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Description;
import io.sealbook.api.event.SecretEvent;
import io.sealbook.projections.loop.Projection;
import io.sealbook.store.LedgerJson;
import io.sealbook.store.RecordedEvent;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every secret as it is now, and every value that it ever had, without the values. */
public final class Inventory implements Projection {
    public static final String NAME = "inventory";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("secret", "secret_version");
    }

    @Override
    public void apply(JdbcTemplate rows, List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            if (event.event() instanceof SecretEvent change) {
                apply(rows, event, change);
            }
        }
    }

    private static void apply(JdbcTemplate rows, RecordedEvent event, SecretEvent change) {
        OffsetDateTime at = event.at().atOffset(ZoneOffset.UTC);
        switch (change) {
            case SecretEvent.Written written -> {
                write(rows, written, at);
                version(rows, event, written, "written", written.description().comment());
            }
            case SecretEvent.Rotated rotated -> {
                change(rows, rotated.path(), "live", rotated.version(), rotated.revision(), at);
                version(rows, event, rotated, "rotated", rotated.reason());
            }
            case SecretEvent.Read read ->
                rows.update(
                        "update secret set last_read_at = ? where path = ?",
                        at,
                        read.path().value());
            case SecretEvent.Described described -> describe(rows, described, at);
            case SecretEvent.Deleted deleted ->
                change(rows, deleted.path(), "deleted", deleted.version(), deleted.revision(), at);
            case SecretEvent.Restored restored ->
                change(rows, restored.path(), "live", restored.version(), restored.revision(), at);
        }
    }

    private static void write(JdbcTemplate rows, SecretEvent.Written written, OffsetDateTime at) {
        Description about = written.description();
        rows.update(
                """
                insert into secret (path, state, version, revision, content_type, comment, owner, labels, rotate_every,
                                    created_at, updated_at)
                values (?, 'live', ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                on conflict (path) do update set
                    state = excluded.state, version = excluded.version, revision = excluded.revision,
                    content_type = excluded.content_type, comment = excluded.comment, owner = excluded.owner,
                    labels = excluded.labels, rotate_every = excluded.rotate_every, updated_at = excluded.updated_at""",
                written.path().value(),
                written.version(),
                written.revision(),
                about.contentType(),
                about.comment(),
                about.owner(),
                LedgerJson.mapper().writeValueAsString(about.labels()),
                about.rotateEvery() == null ? null : about.rotateEvery().toString(),
                at,
                at);
    }

    private static void describe(JdbcTemplate rows, SecretEvent.Described described, OffsetDateTime at) {
        Description about = described.description();
        rows.update(
                """
                update secret set revision = ?, content_type = ?, comment = ?, owner = ?, labels = ?::jsonb,
                    rotate_every = ?, updated_at = ? where path = ?""",
                described.revision(),
                about.contentType(),
                about.comment(),
                about.owner(),
                LedgerJson.mapper().writeValueAsString(about.labels()),
                about.rotateEvery() == null ? null : about.rotateEvery().toString(),
                at,
                described.path().value());
    }

    private static void change(
            JdbcTemplate rows, SecretPath path, String state, int version, int revision, OffsetDateTime at) {
        rows.update(
                "update secret set state = ?, version = ?, revision = ?, updated_at = ? where path = ?",
                state,
                version,
                revision,
                at,
                path.value());
    }

    private static void version(
            JdbcTemplate rows, RecordedEvent event, SecretEvent change, String origin, @Nullable String comment) {
        rows.update(
                "insert into secret_version (path, version, at, by, comment, origin) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                change.path().value(),
                change.version(),
                event.at().atOffset(ZoneOffset.UTC),
                event.provenance().actor().id(),
                comment,
                origin);
    }
}
