package io.sealbook.projections.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.store.LedgerSchema;
import io.sealbook.store.TestDatabase;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReadSchemaTest {
    @Test
    void whatRanBeforeThereWereRefreshesHadStartedWithWhatItRan() {
        TestDatabase database = TestDatabase.fresh();
        DataSource projections = database.as(LedgerSchema.PROJECTIONS_ROLE).direct();
        ReadSchema.create(database.owner().direct());
        Flyway.configure()
                .dataSource(projections)
                .locations("classpath:db/read")
                .table("flyway_read")
                .defaultSchema("read")
                .createSchemas(false)
                .target("1")
                .load()
                .migrate();
        JdbcClient rows = JdbcClient.create(projections);
        rows.sql("insert into read.projection (name, position, shadow_position) values ('deployments', 9, 3)")
                .update();
        rows.sql("create table read_shadow.deployment (like read.deployment including all)")
                .update();
        rows.sql(
                        "insert into read.deployment_binding (deployment, file, ordinal, path, running) values ('d', 'f', 0, 'p', 4)")
                .update();

        ReadSchema.migrate(projections);

        assertThat(rows.sql("select started from read.deployment_binding")
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
        assertThat(rows.sql("select position from read.projection where shadow_position is null")
                        .query(Long.class)
                        .single())
                .as("the rebuild of old tables is given up, what serves goes on")
                .isEqualTo(9);
        assertThat(rows.sql("select to_regclass('read_shadow.deployment') is null")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }
}
