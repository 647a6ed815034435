package io.sealbook.projections.loop;

import io.sealbook.projections.House;
import io.sealbook.store.RecordedEvent;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts events and adds up their positions: an event lost or applied twice shows, because adding is not idempotent. */
final class Tally implements Projection {
    static final String NAME = "tally";

    Tally(House house) {
        house.reads()
                .sql("create table read.tally (number bigint not null, total bigint not null)")
                .update();
        house.reads().sql("insert into read.tally values (0, 0)").update();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("tally");
    }

    @Override
    public void apply(JdbcTemplate rows, List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            rows.update("update tally set number = number + 1, total = total + ?", event.position());
        }
    }

    static void requireExactly(House house, long events) {
        List<Long> found = house.reads()
                .sql("select unnest(array[number, total]) from read.tally")
                .query((row, _) -> row.getLong(1))
                .list();
        if (!found.equals(List.of(events, events * (events - 1) / 2))) {
            throw new AssertionError("of " + events + " events, number and total are " + found);
        }
    }
}
