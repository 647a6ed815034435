package io.sealbook.projections.loop;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of the read models as they were before later migrations. */
public record EarlierReadSchema(String version) {
    /** Brings the tables so far and no further. */
    public void migrate(DataSource projections) {
        Flyway.configure()
                .dataSource(projections)
                .locations("classpath:db/read")
                .table("flyway_read")
                .defaultSchema("read")
                .createSchemas(false)
                .target(version)
                .load()
                .migrate();
    }
}
