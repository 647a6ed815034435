package io.sealbook.projections.loop;

import io.sealbook.store.RecordedEvent;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** A read model: what it makes of the events, and nothing about when, where or how often. */
public interface Projection {
    /** Known for ever by this name: its position is kept under it. */
    String name();

    /** The tables that hold all of it; a rebuild makes each of them anew. */
    List<String> tables();

    /**
     * Applies events that directly follow those applied before. Runs in the transaction that also saves the position, and
     * names tables without a schema, because the same code builds the shadow.
     */
    void apply(JdbcTemplate rows, List<RecordedEvent> events);
}
