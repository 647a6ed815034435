package io.sealbook.projections.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Begins rebuilds and tells how far every projection is. The loops do the work, in whatever process they are active. */
public final class Rebuilds {
    private final Map<String, Projection> projections;
    private final JdbcTemplate database;
    private final TransactionTemplate transaction;

    public Rebuilds(List<Projection> projections, DataSource database) {
        this.projections = projections.stream().collect(Collectors.toMap(Projection::name, Function.identity()));
        this.database = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    }

    /** Begins to rebuild this projection beside itself, unless a rebuild is under way; false if there is none of the name. */
    public boolean begin(String name) {
        Optional<Projection> projection = Optional.ofNullable(projections.get(name));
        projection.ifPresent(known -> transaction.executeWithoutResult(_ -> Standing.beginShadow(database, known)));
        return projection.isPresent();
    }

    /** Where each projection stands, by name. */
    List<ProjectionAnswer> standing(long size) {
        return database.query("select name, position, shadow_position from read.projection order by name", (row, _) -> {
            long position = row.getLong(2);
            long shadow = row.getLong(3);
            Long rebuilt = row.wasNull() ? null : shadow - 1;
            return new ProjectionAnswer(row.getString(1), position - 1, Math.max(0, size - position), rebuilt);
        });
    }
}
