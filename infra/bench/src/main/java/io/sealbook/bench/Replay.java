package io.sealbook.bench;

import io.sealbook.store.LedgerLog;
import io.sealbook.store.LedgerReader;
import io.sealbook.store.LedgerSchema;
import io.sealbook.store.LedgerStore;
import io.sealbook.store.RecordedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;

/** How fast the whole ledger is read again, as by a projection that is rebuilt. */
final class Replay {
    private static final int PAGE = 1_000;

    private Replay() {}

    static void measure(Bench.Options options) throws Exception {
        Table table = new Table("Reading a ledger from its beginning", "what", "events per second", "of bare rows");
        try (Ground ground = new Ground();
                LedgerStore store = ground.store()) {
            EngineAppends appends = new EngineAppends(store);
            Load.run(256, options.time().multipliedBy(2), i -> appends::once);
            DataSource ledger = ground.as(LedgerSchema.LEDGER_ROLE).direct();
            long size = LedgerReader.sizeIn(ledger);
            System.err.println("  " + size + " events");
            rows(ledger, size);
            double rows = rows(ledger, size);
            table.row("bare rows, " + PAGE + " at a time", Table.number(rows), "the reference");
            LedgerReader reader = store.reader();
            events(reader, size);
            double events = events(reader, size);
            table.row("events opened, as projections read them", Table.number(events), Table.percent(events, rows));
            stream(store, size);
            double streamed = stream(store, size);
            table.row("events streamed through Axon", Table.number(streamed), Table.percent(streamed, rows));
            leaves(store.log(), size);
            double leaves = leaves(store.log(), size);
            table.row("leaves, as the log is published", Table.number(leaves), Table.percent(leaves, rows));
        }
        table.print();
    }

    private static double rows(DataSource database, long size) throws SQLException {
        long start = System.nanoTime();
        long seen = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "select position, event_id, type, at, tag, sealed_meta, meta_key from ledger.event"
                                + " where position >= ? order by position limit " + PAGE)) {
            while (seen < size) {
                select.setLong(1, seen);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        seen += row.getBytes(6).length > 0 ? 1 : 0;
                    }
                }
            }
        }
        return perSecond(seen, start);
    }

    private static double events(LedgerReader reader, long size) {
        long start = System.nanoTime();
        long seen = 0;
        while (seen < size) {
            List<RecordedEvent> page = reader.read(seen, PAGE);
            seen += page.size();
        }
        return perSecond(seen, start);
    }

    private static double leaves(LedgerLog log, long size) {
        long start = System.nanoTime();
        long seen = 0;
        while (seen < size) {
            seen += log.leaves(seen, PAGE).size();
        }
        return perSecond(seen, start);
    }

    private static double stream(LedgerStore store, long size) {
        long start = System.nanoTime();
        long seen = 0;
        MessageStream<EventMessage> stream =
                store.engine().stream(StreamingCondition.startingFrom(new GlobalSequenceTrackingToken(0)), null);
        try {
            while (seen < size) {
                if (stream.next().isPresent()) {
                    seen++;
                } else {
                    Thread.onSpinWait();
                }
            }
        } finally {
            stream.close();
        }
        return perSecond(seen, start);
    }

    private static double perSecond(long events, long start) {
        return events / ((System.nanoTime() - start) / 1e9);
    }
}
