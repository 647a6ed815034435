package io.sealbook.projections.inventory;

import io.sealbook.api.SecretPath;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.SecretAnswer;
import io.sealbook.api.http.VersionAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.store.LedgerJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/** Reads the inventory. Rows and the position that they were read at come from one statement, and so belong together. */
public final class InventoryQueries {
    private static final int CHUNK = 500;
    private static final int MOST_CHUNKS = 100;
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
    // A path has no character as high as '~', so the index alone finds all that begin so.
    private static final String SECRETS = """
            select p.position, s.* from read.projection p
            left join lateral (
                select * from read.secret
                where path > :after and path >= :prefix and path < :prefix || '~' and labels @> :labels::jsonb
                order by path limit :chunk) s on true
            where p.name = 'inventory' order by s.path""";
    private static final String SECRET = """
            select p.position, s.* from read.projection p join read.secret s on s.path = :path
            where p.name = 'inventory'""";
    private static final String VERSIONS = """
            select p.position, v.*, s.state from read.projection p
            join read.secret s on s.path = :path join read.secret_version v on v.path = s.path
            where p.name = 'inventory' order by v.version desc""";

    private final JdbcClient database;
    private final int chunkSize;
    private final int mostChunks;

    public InventoryQueries(DataSource database) {
        this(database, CHUNK, MOST_CHUNKS);
    }

    InventoryQueries(DataSource database, int chunkSize, int mostChunks) {
        this.database = JdbcClient.create(database);
        this.chunkSize = chunkSize;
        this.mostChunks = mostChunks;
    }

    Optional<SecretAnswer> secret(SecretPath path) {
        return database.sql(SECRET)
                .param("path", path.value())
                .query((row, _) -> secret(row))
                .optional();
    }

    /** Versions, newest first; empty when there is no such secret. */
    Optional<Page<VersionAnswer>> versions(SecretPath path) {
        List<Page<VersionAnswer>> rows = database.sql(VERSIONS)
                .param("path", path.value())
                .query((row, _) -> new Page<>(List.of(version(row)), null, row.getLong("position") - 1))
                .list();
        return rows.stream()
                .findFirst()
                .map(first -> new Page<>(
                        rows.stream().flatMap(row -> row.items().stream()).toList(), null, first.asOf()));
    }

    /** What to list: paths that begin so, with all of these labels, that come after this one. */
    record Wanted(
            String prefix,
            Map<String, String> labels,
            int limit,
            @Nullable String after) {}

    /**
     * Secrets that the caller may list, by path. What they may not list leaves no trace, not even in the cursor; so
     * where too many of those follow each other, the question is refused. Every row is at least as new as the position.
     */
    Page<SecretAnswer> secrets(Wanted wanted, Predicate<SecretPath> visible) {
        Chunk chunk = chunk(wanted, wanted.after() == null ? "" : wanted.after());
        long asOf = chunk.asOf();
        List<SecretAnswer> shown = new ArrayList<>(chunk.visible(visible));
        for (int read = 1; !isLast(chunk) && shown.size() <= wanted.limit() && read < mostChunks; read++) {
            chunk = chunk(wanted, chunk.secrets().getLast().path().value());
            shown.addAll(chunk.visible(visible));
        }
        if (isLast(chunk) && shown.size() <= wanted.limit()) {
            return new Page<>(shown, null, asOf);
        }
        if (shown.isEmpty()) {
            throw tooBroad();
        }
        List<SecretAnswer> page = shown.subList(0, Math.min(shown.size(), wanted.limit()));
        return new Page<>(page, Cursor.after(page.getLast().path().value()), asOf);
    }

    private boolean isLast(Chunk chunk) {
        return chunk.secrets().size() < chunkSize;
    }

    private static Problem tooBroad() {
        return Problem.of(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "query-too-broad",
                "The question is too broad",
                "Narrow it: a longer prefix, or a label.");
    }

    private record Chunk(List<SecretAnswer> secrets, long asOf) {
        List<SecretAnswer> visible(Predicate<SecretPath> visible) {
            return secrets.stream()
                    .filter(secret -> visible.test(secret.path()))
                    .toList();
        }
    }

    private Chunk chunk(Wanted wanted, String after) {
        List<SecretAnswer> found = new ArrayList<>();
        List<Long> positions = database.sql(SECRETS)
                .param("after", after)
                .param("prefix", wanted.prefix())
                .param("labels", LedgerJson.mapper().writeValueAsString(wanted.labels()))
                .param("chunk", chunkSize)
                .query((row, _) -> {
                    if (row.getString("path") != null) {
                        found.add(secret(row));
                    }
                    return row.getLong("position");
                })
                .list();
        return new Chunk(found, positions.isEmpty() ? -1 : positions.getFirst() - 1);
    }

    private static SecretAnswer secret(ResultSet row) throws SQLException {
        String rotateEvery = row.getString("rotate_every");
        return new SecretAnswer(
                new SecretPath(row.getString("path")),
                row.getString("state").equals("live") ? SecretAnswer.State.LIVE : SecretAnswer.State.DELETED,
                row.getInt("version"),
                row.getInt("revision"),
                row.getString("content_type"),
                row.getString("owner"),
                LedgerJson.mapper().readValue(row.getString("labels"), LABELS),
                row.getString("comment"),
                rotateEvery == null ? null : Period.parse(rotateEvery),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                instant(row, "last_read_at"),
                row.getLong("position") - 1,
                null);
    }

    private static VersionAnswer version(ResultSet row) throws SQLException {
        return new VersionAnswer(
                row.getInt("version"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("by"),
                row.getString("comment"),
                row.getString("origin").equals("written") ? VersionAnswer.Origin.WRITTEN : VersionAnswer.Origin.ROTATED,
                row.getString("state").equals("live") ? VersionAnswer.State.LIVE : VersionAnswer.State.DELETED);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
