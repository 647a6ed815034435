package io.sealbook.projections.loop;

import javax.sql.DataSource;

/** The tables of the read models as they were before later migrations. */
public record EarlierReadSchema(String version) {
    /** Brings the tables so far and no further. */
    public void migrate(DataSource projections) {
        ReadSchema.migrations(projections).target(version).load().migrate();
    }
}
