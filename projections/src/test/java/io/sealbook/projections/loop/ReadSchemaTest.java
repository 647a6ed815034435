package io.sealbook.projections.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.projections.deployments.Deployments;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ReadSchemaTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final DataSource projections =
            database.as(LedgerSchema.PROJECTIONS_ROLE).direct();
    private final JdbcClient rows = JdbcClient.create(projections);

    @BeforeEach
    void createSchemas() {
        ReadSchema.create(database.owner().direct());
    }

    @Test
    void whatRanBeforeThereWereRefreshesHadStartedWithWhatItRan() {
        new EarlierReadSchema("1").migrate(projections);
        beginRebuild();
        rows.sql(
                        "insert into read.deployment_binding (deployment, file, ordinal, path, running) values ('d', 'f', 0, 'p', 4)")
                .update();

        new EarlierReadSchema("3").migrate(projections);

        assertThat(rows.sql("select started from read.deployment_binding")
                        .query(Integer.class)
                        .single())
                .isEqualTo(4);
        assertThat(rows.sql("select position from read.projection where shadow_position is null")
                        .query(Long.class)
                        .single())
                .as("the rebuild of old tables is given up, what serves goes on")
                .isEqualTo(9);
        assertThat(exists("read_shadow.deployment")).isFalse();
    }

    @Test
    void aRebuildOfTablesThatDoNotTellWhatATokenOpensBeginsAnewWithTablesThatDo() {
        new EarlierReadSchema("3").migrate(projections);
        beginRebuild();
        rows.sql(
                        "insert into read_shadow.deployment (id, spec, target, generation, desired, progress, changed, updated_at)"
                                + " values ('d', '{}', 't', 1, 'running', 'pending', 0, now())")
                .update();

        ReadSchema.migrate(projections);

        assertThat(rows.sql("select position from read.projection where shadow_position = 0")
                        .query(Long.class)
                        .single())
                .isEqualTo(9);
        assertThat(rows.sql("select count(*) from read_shadow.deployment")
                        .query(Long.class)
                        .single())
                .isZero();
        for (String table : new Deployments().tables()) {
            assertThat(exists("read_shadow." + table)).as(table).isTrue();
        }
        assertThat(isRequired("read.bootstrap_token"))
                .as("the rows that serve need not tell, those that are to come must")
                .isFalse();
        assertThat(isRequired("read_shadow.bootstrap_token")).isTrue();
    }

    @Test
    void whereNothingWasProjectedThereIsNothingToRebuild() {
        new EarlierReadSchema("3").migrate(projections);
        rows.sql("insert into read.projection (name) values ('deployments')").update();

        ReadSchema.migrate(projections);

        assertThat(rows.sql("select count(*) from read.projection where shadow_position is null")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(exists("read_shadow.bootstrap_token")).isFalse();
        assertThat(isRequired("read.bootstrap_token")).isTrue();
    }

    private void beginRebuild() {
        rows.sql("insert into read.projection (name, position, shadow_position) values ('deployments', 9, 3)")
                .update();
        rows.sql("create table read_shadow.deployment (like read.deployment including all)")
                .update();
    }

    private boolean exists(String table) {
        return rows.sql("select to_regclass(?) is not null")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    private boolean isRequired(String tokens) {
        return rows.sql("select attnotnull from pg_attribute where attrelid = ?::regclass and attname = 'purpose'")
                .param(tokens)
                .query(Boolean.class)
                .single();
    }
}
