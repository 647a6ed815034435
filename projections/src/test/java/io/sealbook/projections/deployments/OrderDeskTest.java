package io.sealbook.projections.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class OrderDeskTest {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final House house = new House();
    private final Progress progress = new Progress(house.pool);
    private final PositionLoop loop =
            new PositionLoop(new Deployments(), house.direct(), house.reader, house.signal, progress);

    @AfterEach
    void close() {
        loop.close();
        progress.close();
        house.close();
    }

    @Test
    void aBurstOfEventsIsNotLookedAtOneByOne() throws Exception {
        AtomicInteger statements = new AtomicInteger();
        DataSource counted = new DelegatingDataSource(house.pool) {
            @Override
            public Connection getConnection() throws SQLException {
                statements.incrementAndGet();
                return super.getConnection();
            }
        };
        AtomicBoolean waiting = new AtomicBoolean(true);
        DeploymentId nobody = Histories.deployment();
        Thread burst = Thread.ofPlatform().start(() -> {
            while (waiting.get()) {
                house.append(Histories.placed(nobody, 1));
            }
        });
        assertThat(new OrderDesk(counted, progress)
                        .next(new TargetName("quiet"), "holder", OptionalLong.empty(), WAIT, () -> true))
                .hasValueSatisfying(orders -> assertThat(orders.orders()).isEmpty());
        waiting.set(false);
        burst.join();
        assertThat(statements)
                .as("three statements a look, and a tenth of a second between two looks")
                .hasValueLessThanOrEqualTo(3 * 22);
    }
}
