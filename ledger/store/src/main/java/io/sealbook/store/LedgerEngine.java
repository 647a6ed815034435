package io.sealbook.store;

import io.r2dbc.spi.ConnectionFactory;
import io.sealbook.seal.MetadataSeal;
import io.sealbook.seal.Pseudonyms;
import io.sealbook.seal.SealContext;
import io.sealbook.seal.SealedMetadata;
import io.sealbook.seal.SealedValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexPosition;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.DelayedMessageStream;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Axon's event storage on PostgreSQL. Events are sealed before they are queued, appended by group commit at dense
 * positions from 0, and in the tree once acknowledged. Any number of replicas may append to one ledger.
 *
 * <p>Futures complete on virtual threads: a handler that blocks never blocks the database driver.
 */
public final class LedgerEngine implements EventStorageEngine, AutoCloseable {
    private static final long WHOLE_STREAM = Long.MAX_VALUE;
    private static final Context.ResourceKey<Long> LAST_POSITION = Context.ResourceKey.withLabel("lastPosition");
    private static final Context.ResourceKey<Long> KNOWN_POSITION = Context.ResourceKey.withLabel("knownPosition");

    private static final Context.ResourceKey<Instant> GIVE_UP = Context.ResourceKey.withLabel("giveUp");

    private final String ledger;
    private final Pseudonyms pseudonyms;
    private final MetadataSeal seal;
    private final EventCodec codec;
    private final EventQuery query;
    private final GroupSource source;
    private final GroupCommit writer;
    private final HeadSignal signal;
    private final Executor resume =
            task -> Thread.ofVirtual().name("sealbook-engine").start(task);

    /**
     * The engine of this ledger for our own events.
     *
     * @param database connections without a pool: the writer and those who source each keep their own
     * @param reads connections for streams
     */
    public LedgerEngine(
            String ledger,
            DataSource database,
            ConnectionFactory reads,
            Pseudonyms pseudonyms,
            MetadataSeal seal,
            HeadSignal signal) {
        this(ledger, database, reads, pseudonyms, seal, signal, new LedgerEventCodec());
    }

    LedgerEngine(
            String ledger,
            DataSource database,
            ConnectionFactory reads,
            Pseudonyms pseudonyms,
            MetadataSeal seal,
            HeadSignal signal,
            EventCodec codec) {
        this.ledger = ledger;
        this.pseudonyms = pseudonyms;
        this.seal = seal;
        this.codec = codec;
        this.signal = signal;
        this.query = new EventQuery(ledger, reads, pseudonyms, seal, codec);
        this.source = new GroupSource(ledger, database);
        this.writer = new GroupCommit(database, new BatchTransaction(ledger));
    }

    /** Nothing of this context is appended after this time: whoever waits for it has been told that nothing was. */
    public static void giveUpAt(ProcessingContext context, Instant giveUp) {
        context.putResource(GIVE_UP, giveUp);
    }

    /** The position of the last event that the command of this context appended; known after the commit. */
    public static long lastPosition(ProcessingContext committed) {
        Long position = committed.getResource(LAST_POSITION);
        if (position == null) {
            throw new IllegalStateException("bug: nothing was committed in this context");
        }
        return position;
    }

    /** The last position of the ledger when this context first read it; -1 if it read nothing, or nothing was there. */
    public static long knownPosition(ProcessingContext reading) {
        Long position = reading.getResource(KNOWN_POSITION);
        return position == null ? -1 : position;
    }

    /** The position of a sourced event. */
    public static long positionOf(Context sourced) {
        return TrackingToken.fromContext(sourced)
                        .orElseThrow(() -> new IllegalStateException("bug: a sourced event without its token"))
                        .position()
                        .orElseThrow()
                - 1;
    }

    /** The stream's pseudonym and all else that an event of it will be bound to by its seal. */
    public SealContext sealContext(String stream, UUID eventId, String type) {
        return new SealContext(ledger, pseudonyms.ofStream(stream), eventId, type);
    }

    @Override
    public CompletableFuture<AppendTransaction<?>> appendEvents(
            AppendCondition condition, @Nullable ProcessingContext context, List<TaggedEventMessage<?>> events) {
        if (events.isEmpty()) {
            return CompletableFuture.completedFuture(new NothingToAppend());
        }
        try {
            List<SealedEvent> sealed = sealed(events);
            return CompletableFuture.completedFuture(
                    new QueuedAppend(Append.of(condition, sealed, giveUp(context), pseudonyms)));
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    List<SealedEvent> sealed(List<TaggedEventMessage<?>> events) {
        return events.stream().map(this::seal).toList();
    }

    private static Instant giveUp(@Nullable ProcessingContext context) {
        Instant told = context == null ? null : context.getResource(GIVE_UP);
        return told == null ? Instant.now().plus(GroupCommit.GIVE_UP_AFTER) : told;
    }

    private SealedEvent seal(TaggedEventMessage<?> tagged) {
        EventMessage event = tagged.event();
        UUID id = UUID.fromString(event.identifier());
        List<byte[]> tags = new ArrayList<>();
        for (Tag tag : tagged.tags()) {
            tags.add(pseudonyms.ofStream(tag.key() + "/" + tag.value()));
        }
        if (tags.isEmpty()) {
            throw new IllegalStateException("bug: an event belongs to a stream, and this has no tag: " + event.type());
        }
        String type = event.type().name();
        SealedMetadata metadata = seal.seal(codec.fields(event), new SealContext(ledger, tags.getFirst(), id, type));
        SealedValue value = codec.value(event);
        return new SealedEvent(
                id,
                event.type().qualifiedName(),
                event.timestamp().truncatedTo(ChronoUnit.MILLIS),
                tagged.tags(),
                tags,
                metadata,
                value,
                Leaves.draft(id, event.type().qualifiedName().toString(), tags.getFirst(), metadata, value));
    }

    @Override
    public MessageStream<EventMessage> source(SourcingCondition condition, @Nullable ProcessingContext context) {
        long from = Math.max(0, GlobalIndexPosition.toIndex(condition.start()));
        return DelayedMessageStream.create(find(condition.criteria(), from).thenApply(found -> {
            if (context != null) {
                context.putResourceIfAbsent(KNOWN_POSITION, found.size() - 1);
            }
            return finite(found);
        }));
    }

    private CompletableFuture<EventQuery.Found> find(EventCriteria criteria, long from) {
        List<CriterionLine> wanted = CriterionLine.of(criteria.flatten(), pseudonyms);
        if (wanted.isEmpty() || wanted.stream().anyMatch(line -> line.tag().isEmpty())) {
            return onVirtualThread(query.find(criteria, from, WHOLE_STREAM));
        }
        return source.find(wanted, from)
                .thenApplyAsync(
                        sourced -> new EventQuery.Found(
                                sourced.events().stream()
                                        .map(row -> row.open(ledger, seal, codec))
                                        .toList(),
                                sourced.size()),
                        resume);
    }

    // The last entry carries the consistency marker: the size of the ledger in the snapshot, not the last match.
    private static MessageStream<EventMessage> finite(EventQuery.Found found) {
        Context marker = Context.with(ConsistencyMarker.RESOURCE_KEY, new GlobalIndexConsistencyMarker(found.size()));
        MessageStream<EventMessage> events =
                MessageStream.fromStream(found.events().stream(), EventQuery.At::message, EventQuery.At::context);
        return events.concatWith(MessageStream.<EventMessage>just(TerminalEventMessage.INSTANCE, message -> marker));
    }

    @Override
    public MessageStream<EventMessage> stream(StreamingCondition condition, @Nullable ProcessingContext context) {
        long from = Math.max(0, condition.position().position().orElse(0));
        return new Tail(query, signal, condition.criteria(), from);
    }

    @Override
    public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
        return CompletableFuture.completedFuture(new GlobalSequenceTrackingToken(0));
    }

    @Override
    public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
        return onVirtualThread(query.find(EventCriteria.havingAnyTag(), Long.MAX_VALUE, 1))
                .thenApply(found -> new GlobalSequenceTrackingToken(found.size()));
    }

    @Override
    public CompletableFuture<TrackingToken> tokenAt(Instant at, @Nullable ProcessingContext context) {
        return onVirtualThread(query.positionAt(at)).thenApply(GlobalSequenceTrackingToken::new);
    }

    private <T> CompletableFuture<T> onVirtualThread(Mono<T> mono) {
        CompletableFuture<T> future = new CompletableFuture<>();
        mono.publishOn(Schedulers.fromExecutor(resume)).subscribe(future::complete, future::completeExceptionally);
        return future;
    }

    @Override
    public void describeTo(ComponentDescriptor descriptor) {
        descriptor.describeProperty("ledger", ledger);
    }

    @Override
    public void close() {
        writer.close();
        source.close();
    }

    private final class QueuedAppend implements AppendTransaction<Long> {
        private final Append append;
        private final AtomicBoolean finished = new AtomicBoolean();

        QueuedAppend(Append append) {
            this.append = append;
        }

        @Override
        public CompletableFuture<Long> commit(@Nullable ProcessingContext context) {
            if (finished.getAndSet(true)) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("bug: committed or rolled back already"));
            }
            writer.submit(append);
            return append.done()
                    .thenApplyAsync(
                            position -> {
                                if (context != null) {
                                    context.putResource(LAST_POSITION, position);
                                }
                                return position;
                            },
                            resume);
        }

        @Override
        public void rollback(@Nullable ProcessingContext context) {
            finished.set(true);
        }

        @Override
        public CompletableFuture<ConsistencyMarker> afterCommit(Long position, @Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(new GlobalIndexConsistencyMarker(position + 1));
        }
    }

    private static final class NothingToAppend implements AppendTransaction<Long> {
        @Override
        public CompletableFuture<Long> commit(@Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(-1L);
        }

        @Override
        public void rollback(@Nullable ProcessingContext context) {
            // There is nothing to take back.
        }

        @Override
        public CompletableFuture<ConsistencyMarker> afterCommit(Long position, @Nullable ProcessingContext context) {
            return CompletableFuture.completedFuture(ConsistencyMarker.ORIGIN);
        }
    }
}
