package io.sealbook.projections.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sealbook.api.SecretPath;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.SecretAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.projections.Histories;
import io.sealbook.projections.House;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.projections.loop.PositionLoop;
import io.sealbook.projections.loop.Progress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ten secrets, read three at a time and at most nine for one question. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InventoryQueriesTest {
    private final House house = new House();
    private final Progress progress = new Progress(house.pool);
    private final PositionLoop loop =
            new PositionLoop(new Inventory(), house.direct(), house.reader, house.signal, progress);
    private final InventoryQueries queries = new InventoryQueries(house.pool, 3, 3);

    @BeforeAll
    void write() {
        for (int i = 0; i < 10; i++) {
            shown(house.append(Histories.written("s" + i, 1)));
        }
    }

    @AfterAll
    void close() {
        loop.close();
        progress.close();
        house.close();
    }

    private void shown(long position) {
        await().atMost(Duration.ofSeconds(10)).until(() -> progress.of(Inventory.NAME) > position);
    }

    private static InventoryQueries.Wanted wanted(@Nullable String after) {
        return new InventoryQueries.Wanted("", Map.of(), 5, after);
    }

    @Test
    void aPageIsAsOldAsItsOldestRows() {
        long[] before = {-1};
        Page<SecretAnswer> page = queries.secrets(wanted(null), path -> {
            if (path.value().equals("s0")) {
                before[0] = progress.of(Inventory.NAME) - 1;
                shown(house.append(Histories.read("s1", 1)));
            }
            return true;
        });
        assertThat(page.items()).hasSize(5);
        assertThat(page.asOf()).isEqualTo(before[0]);
    }

    @Test
    void aLongWayBetweenVisibleSecretsEndsThePageAtTheLastOfThem() {
        Page<SecretAnswer> page =
                queries.secrets(wanted(null), path -> path.value().equals("s1"));
        assertThat(page.items()).extracting(SecretAnswer::path).containsExactly(new SecretPath("s1"));
        assertThat(Cursor.<String>read(page.next(), text -> text)).isEqualTo("s1");
        assertThat(queries.secrets(wanted("s1"), path -> path.value().equals("s9"))
                        .next())
                .isNull();
    }

    @Test
    void aQuestionThatFindsOnlyWhatMayNotBeSeenIsTooBroad() {
        assertThatThrownBy(
                        () -> queries.secrets(wanted(null), path -> path.value().equals("s9")))
                .isInstanceOfSatisfying(
                        Problem.class, broad -> assertThat(broad.code()).isEqualTo("query-too-broad"));
        assertThat(queries.secrets(wanted("s3"), _ -> false).items()).isEmpty();
    }
}
