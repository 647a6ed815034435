package io.sealbook.projections.loop;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The tables of the read models. The owner of the database makes their schemas, the projections' role all else. */
public final class ReadSchema {
    private static final String ROLE = "sealbook_projections";

    private ReadSchema() {}

    /** Makes the schemas for the role of the projections. Runs as the owner of the database; may be repeated. */
    public static void create(DataSource owner) {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists read authorization " + ROLE);
            statement.execute("create schema if not exists read_shadow authorization " + ROLE);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "this owner may not make schemas for the role " + ROLE + ": it must be a member of it", e);
        }
    }

    /** Brings the tables up to date. Runs as the role of the projections; may be repeated. */
    public static void migrate(DataSource projections) {
        migrations(projections).load().migrate();
    }

    static FluentConfiguration migrations(DataSource projections) {
        return Flyway.configure()
                .dataSource(projections)
                .locations("classpath:db/read")
                .table("flyway_read")
                .defaultSchema("read")
                .createSchemas(false);
    }
}
