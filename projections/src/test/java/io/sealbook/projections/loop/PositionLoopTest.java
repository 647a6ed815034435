package io.sealbook.projections.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.trail.Trail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PositionLoopTest {
    private static final int EVENTS = 1200;

    private final House house = new House();
    private final Progress progress = new Progress(house.pool);

    @BeforeEach
    void writeHistory() {
        house.append(House.ADA, Instant.now(), Histories.reads(EVENTS));
    }

    @AfterEach
    void close() {
        progress.close();
        house.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of("getConnection", "prepareStatement", "commit", "setAutoCommit")
                .flatMap(call -> Stream.of(FaultyDatabase.When.values())
                        .flatMap(when -> Stream.of(1, 3).map(times -> Arguments.of(call, when, times))));
    }

    @ParameterizedTest(name = "{0} fails {1} it took effect, {2} times")
    @MethodSource("faults")
    void whateverFailsNoEventIsLostOrAppliedTwice(String call, FaultyDatabase.When when, int times) {
        FaultyDatabase database = new FaultyDatabase(house.direct(), call, when, times);
        try (PositionLoop loop = loop(new Tally(house), database)) {
            awaitPosition(Tally.NAME, EVENTS);
            Tally.requireExactly(house, EVENTS);
            assertThat(loop.isActive()).isTrue();
        }
        if (!(call.equals("getConnection") && when == FaultyDatabase.When.AFTER)) {
            assertThat(database.isRecovered()).isTrue();
        }
    }

    @Test
    void lostConnectionsLoseNothing() {
        Tally tally = new Tally(house);
        try (PositionLoop _ = loop(tally, house.direct())) {
            for (int round = 1; round <= 5; round++) {
                house.append(House.ADA, Instant.now(), Histories.reads(200));
                house.database.endConnections("usename = 'sealbook_projections'");
                house.append(House.ADA, Instant.now(), Histories.reads(200));
            }
            awaitPosition(Tally.NAME, EVENTS + 5 * 400);
            Tally.requireExactly(house, EVENTS + 5 * 400);
        }
    }

    @Test
    void oneInstanceIsActiveAndAnotherTakesOver() {
        Tally tally = new Tally(house);
        PositionLoop first = loop(tally, house.direct());
        await().atMost(Duration.ofSeconds(10)).until(first::isActive);
        try (PositionLoop second = loop(tally, house.direct())) {
            awaitPosition(Tally.NAME, EVENTS);
            assertThat(second.isActive()).isFalse();
            first.close();
            house.append(House.ADA, Instant.now(), Histories.reads(100));
            await().atMost(Duration.ofSeconds(10)).until(second::isActive);
            awaitPosition(Tally.NAME, EVENTS + 100);
            Tally.requireExactly(house, EVENTS + 100);
        }
    }

    @Test
    void whoWaitsForAnEventIsToldWhenItShows() throws InterruptedException {
        try (PositionLoop _ = loop(new Tally(house), house.direct())) {
            long position = house.append(Histories.read("prod/db", 1));
            assertThat(progress.awaitMoreThan(Tally.NAME, position, Duration.ofSeconds(10)))
                    .isTrue();
            assertThat(progress.awaitMoreThan(Tally.NAME, position + 1, Duration.ofMillis(100)))
                    .isFalse();
        }
        // Another process knows it from the database.
        try (Progress other = new Progress(house.pool)) {
            assertThat(other.awaitMoreThan(Tally.NAME, EVENTS, Duration.ofSeconds(10)))
                    .isTrue();
        }
    }

    @Test
    void aRebuildServesTheOldRowsUntilTheNewOnesAreWhole() {
        Trail trail = new Trail();
        Rebuilds rebuilds = new Rebuilds(List.of(trail), house.pool);
        try (PositionLoop _ = loop(trail, house.direct())) {
            awaitPosition(Trail.NAME, EVENTS);
            List<String> indexes = indexes();
            house.reads()
                    .sql("update read.trail set actor = 'mallory' where position = 7")
                    .update();

            AtomicBoolean done = new AtomicBoolean();
            List<String> torn = new ArrayList<>();
            Thread reader = Thread.ofVirtual().start(() -> readUntil(done, torn));
            assertThat(rebuilds.begin(Trail.NAME)).isTrue();
            assertThat(rebuilds.begin(Trail.NAME))
                    .as("a rebuild under way goes on")
                    .isTrue();
            for (int round = 0; round < 10; round++) {
                house.append(House.ADA, Instant.now(), Histories.reads(100));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> rebuilds.standing(0).getFirst().rebuilt() == null
                            && rebuilds.standing(0).getFirst().position() == EVENTS + 1000 - 1);
            done.set(true);
            await().atMost(Duration.ofSeconds(5)).until(() -> !reader.isAlive());

            assertThat(torn).isEmpty();
            assertThat(house.reads()
                            .sql("select count(*) from read.trail where actor = 'mallory'")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(indexes()).isEqualTo(indexes);
            house.append(House.ADA, Instant.now(), Histories.reads(10));
            awaitPosition(Trail.NAME, EVENTS + 1010);
        }
    }

    // Rows and position in one statement, as all our queries read them.
    private void readUntil(AtomicBoolean done, List<String> torn) {
        while (!done.get()) {
            String seen = house.reads()
                    .sql("select p.position || ' ' || (select count(*) from read.trail) from read.projection p"
                            + " where p.name = 'trail'")
                    .query(String.class)
                    .single();
            String[] numbers = seen.split(" ", -1);
            if (!numbers[0].equals(numbers[1])) {
                torn.add(seen);
            }
        }
    }

    private List<String> indexes() {
        return house.reads()
                .sql("select indexdef from pg_indexes where schemaname = 'read' and tablename like 'trail%' order by 1")
                .query((row, _) -> row.getString(1))
                .list();
    }

    private PositionLoop loop(Projection projection, DataSource database) {
        return new PositionLoop(projection, database, house.reader, house.signal, progress);
    }

    private void awaitPosition(String projection, long position) {
        await().atMost(Duration.ofSeconds(30)).until(() -> progress.of(projection) >= position);
    }
}
