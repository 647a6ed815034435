package io.sealbook.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what commands need to know before they decide. Whatever is asked while an answer is on its way goes into the next
 * query, which is one for all: its cost is shared, as that of a commit is.
 */
final class GroupSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSource.class);
    private static final int LANES = 2;
    private static final int QUEUE_LIMIT = 4096;
    private static final int GROUP_LIMIT = 256;
    // Less than a command waits for what it loads.
    private static final Duration SILENCE_AT_MOST = Duration.ofSeconds(9);

    private static final String FIND = """
            select h.size, found.question, e.position, e.event_id, e.type, e.at, e.tag, e.meta_key, e.sealed_meta
            from ledger.ledger_head h
            left join lateral (
                select distinct c.question, t.position
                from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                     as c(question, tag, more_tags, types, since)
                cross join lateral (
                    select t.position, t.type from ledger.event_tag t
                    where c.types <> '' and t.tag = decode(c.tag, 'hex')
                      and t.type = any(string_to_array(c.types, ' ')) and t.position >= c.since
                    union all
                    select t.position, t.type from ledger.event_tag t
                    where c.types = '' and t.tag = decode(c.tag, 'hex') and t.position >= c.since) t
                where not exists (
                    select 1 from unnest(string_to_array(c.more_tags, ' ')) as more(tag)
                    where not exists (
                        select 1 from ledger.event_tag o
                        where o.tag = decode(more.tag, 'hex') and o.type = t.type and o.position = t.position))) found
                on true
            left join ledger.event e on e.position = found.position
            where h.ledger_id = ? order by e.position
            """;

    private final String ledger;
    private final DataSource database;
    private final BlockingQueue<Question> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final List<Thread> lanes;
    private volatile boolean closing;

    /** @param database connections without a pool: each lane keeps one */
    GroupSource(String ledger, DataSource database) {
        this.ledger = ledger;
        this.database = database;
        this.lanes = IntStream.rangeClosed(1, LANES)
                .mapToObj(lane -> Thread.ofPlatform()
                        .daemon()
                        .name("sealbook-source-" + lane)
                        .start(new Lane()))
                .toList();
    }

    /** The events in order, still sealed, and the number of all events in the same snapshot. */
    record Sourced(List<SealedRow> events, long size) {}

    private record Question(List<CriterionLine> wanted, long from, CompletableFuture<Sourced> answer) {}

    /** Finds events that meet one of these criteria, each of which has a tag. */
    CompletableFuture<Sourced> find(List<CriterionLine> wanted, long from) {
        Question question = new Question(wanted, from, new CompletableFuture<>());
        if (closing || !queue.offer(question)) {
            refuse(question);
        } else if (closing && queue.remove(question)) {
            refuse(question);
        }
        return question.answer();
    }

    private static void refuse(Question question) {
        question.answer().completeExceptionally(new LedgerUnavailableException("too many commands are waiting"));
    }

    @Override
    public void close() {
        closing = true;
        lanes.forEach(Thread::interrupt);
        try {
            for (Thread lane : lanes) {
                lane.join(SILENCE_AT_MOST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.forEach(GroupSource::refuse);
    }

    private final class Lane implements Runnable {
        private @Nullable Connection connection;

        @Override
        public void run() {
            List<Question> group = new ArrayList<>();
            while (!closing) {
                try {
                    group.add(queue.take());
                    queue.drainTo(group, GROUP_LIMIT - 1);
                    answer(group);
                } catch (InterruptedException e) {
                    closing = true;
                } catch (RuntimeException | Error fault) {
                    LOG.error("a question for events met a fault", fault);
                    disconnect();
                    group.forEach(question -> question.answer().completeExceptionally(fault));
                }
                group.clear();
            }
            disconnect();
        }

        // A connection that broke while nobody used it costs no command its answer: asking again does no harm.
        private void answer(List<Question> group) {
            boolean kept = connection != null;
            try {
                try {
                    ask(group);
                } catch (SQLException broken) {
                    disconnect();
                    if (!kept) {
                        throw broken;
                    }
                    ask(group);
                }
            } catch (SQLException e) {
                disconnect();
                LedgerUnavailableException gone = new LedgerUnavailableException("cannot read the ledger", e);
                group.forEach(question -> question.answer().completeExceptionally(gone));
            }
        }

        private void ask(List<Question> group) throws SQLException {
            List<List<SealedRow>> found = new ArrayList<>();
            group.forEach(question -> found.add(new ArrayList<>()));
            long size = -1;
            try (PreparedStatement select = connect().prepareStatement(FIND)) {
                bind(select, group);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        size = row.getLong(1);
                        int question = row.getInt(2);
                        if (!row.wasNull()) {
                            found.get(question).add(sealed(row));
                        }
                    }
                }
            }
            if (size < 0) {
                throw new IllegalStateException("the database does not hold the ledger " + ledger);
            }
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer().complete(new Sourced(found.get(i), size));
            }
        }

        private void bind(PreparedStatement select, List<Question> group) throws SQLException {
            List<Integer> questions = new ArrayList<>();
            List<CriterionLine> lines = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) {
                for (CriterionLine line : group.get(i).wanted()) {
                    questions.add(i);
                    lines.add(line);
                }
            }
            Columns columns = new Columns(select, 1);
            columns.add("int4", Integer[]::new, questions.stream());
            columns.add("text", String[]::new, lines.stream().map(CriterionLine::tag));
            columns.add("text", String[]::new, lines.stream().map(CriterionLine::moreTags));
            columns.add("text", String[]::new, lines.stream().map(CriterionLine::types));
            columns.add(
                    "int8",
                    Long[]::new,
                    questions.stream().map(i -> group.get(i).from()));
            select.setString(columns.next(), ledger);
        }

        private static SealedRow sealed(ResultSet row) throws SQLException {
            return new SealedRow(
                    row.getLong(3),
                    row.getObject(4, UUID.class),
                    row.getString(5),
                    row.getObject(6, OffsetDateTime.class).toInstant(),
                    row.getBytes(7),
                    row.getObject(8, UUID.class),
                    row.getBytes(9));
        }

        private Connection connect() throws SQLException {
            Connection live = connection;
            if (live == null) {
                live = database.getConnection();
                connection = live;
                live.setNetworkTimeout(Runnable::run, (int) SILENCE_AT_MOST.toMillis());
                IndexPlans.prefer(live);
            }
            return live;
        }

        private void disconnect() {
            Connection broken = connection;
            connection = null;
            if (broken != null) {
                try {
                    broken.close();
                } catch (SQLException e) {
                    LOG.debug("a broken connection was dropped", e);
                }
            }
        }
    }
}
