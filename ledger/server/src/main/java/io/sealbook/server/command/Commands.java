package io.sealbook.server.command;

import com.fasterxml.uuid.Generators;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.edge.Problem;
import io.sealbook.store.Idempotency;
import io.sealbook.store.LedgerEngine;
import io.sealbook.store.LedgerEventMessage;
import io.sealbook.store.LedgerTags;
import io.sealbook.store.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.commandhandling.CommandResultMessage;
import org.axonframework.messaging.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.commandhandling.configuration.CommandHandlingModule;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.StateManager;
import org.axonframework.update.UpdateCheckerConfigurationEnhancer;

/**
 * Sends commands through Axon and answers after the commit. A command that lost a race is decided again on the new
 * state, for up to ten seconds.
 */
public final class Commands implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final AxonConfiguration axon;
    private final CommandBus bus;

    private Commands(AxonConfiguration axon) {
        this.axon = axon;
        this.bus = axon.getComponent(CommandBus.class);
    }

    /** Collects what the rooms can do. */
    public static final class Rooms {
        private final Map<Class<?>, CommandHandling<?, ?>> handlings = new ConcurrentHashMap<>();
        private final List<Entity<?, ?>> entities = new ArrayList<>();

        public <C extends Command<R>, R> Rooms on(Class<C> command, CommandHandling<C, R> handling) {
            handlings.put(command, handling);
            return this;
        }

        public Rooms with(Entity<?, ?> entity) {
            entities.add(entity);
            return this;
        }

        /** Starts Axon over this engine, without its own event processors and without its update check. */
        public Commands open(LedgerEngine engine) {
            EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                    .registerTagResolver(configuration -> new LedgerTags())
                    .registerEventStorageEngine(configuration -> engine)
                    .componentRegistry(
                            components -> components.disableEnhancer(UpdateCheckerConfigurationEnhancer.class));
            entities.forEach(entity -> configurer.registerEntity(entity.module()));
            var phase = CommandHandlingModule.named("sealbook").commandHandlers();
            handlings.forEach((type, handling) -> phase.commandHandler(
                    nameOf(type),
                    configuration -> (message, context) -> MessageStream.fromFuture(
                            CompletableFuture.completedFuture(handle(handling, message, context)))));
            configurer.registerCommandHandlingModule(phase);
            AxonConfiguration axon = configurer.build();
            axon.start();
            return new Commands(axon);
        }
    }

    /** A command on its way, when its sender stops waiting, and the place where the commit leaves its position. */
    private record Envelope(Command<?> command, Instant giveUp, CompletableFuture<Standing> standing) {}

    /** The last event that a command appended; or, if it appended none, that it knew. */
    private record Standing(long position, boolean appended) {}

    /** Decides and appends. A refusal is thrown as its {@link Problem}; nothing was appended then. */
    @SuppressWarnings("unchecked")
    public <R> Receipt<R> send(Command<R> command) {
        Instant giveUp = Instant.now().plus(DEADLINE);
        while (true) {
            Envelope envelope = new Envelope(command, Instant.now().plus(DEADLINE), new CompletableFuture<>());
            try {
                CommandResultMessage result = dispatch(envelope);
                R answer = (R) Objects.requireNonNull(result.payload(), "bug: a command without an answer");
                Standing standing =
                        Objects.requireNonNull(envelope.standing().getNow(null), "bug: an answer before the commit");
                return new Receipt<>(answer, standing.position(), standing.appended());
            } catch (AppendEventsTransactionRejectedException lost) {
                if (Instant.now().isAfter(giveUp)) {
                    throw new LedgerUnavailableException("the state kept changing", lost);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000, 10_000_000));
            }
        }
    }

    private CommandResultMessage dispatch(Envelope envelope) {
        MessageType type = new MessageType(nameOf(envelope.command().getClass()));
        try {
            CommandResultMessage result = bus.dispatch(new GenericCommandMessage(type, envelope), null)
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (result == null) {
                throw new IllegalStateException("bug: a command without a result");
            }
            return result;
        } catch (ExecutionException e) {
            throw unwrap(e);
        } catch (TimeoutException e) {
            throw new LedgerUnavailableException("the ledger did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted", e);
        }
    }

    private static RuntimeException unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    @SuppressWarnings("unchecked")
    private static <C extends Command<R>, R> CommandResultMessage handle(
            CommandHandling<C, R> handling, CommandMessage message, ProcessingContext context) {
        Envelope envelope = Objects.requireNonNull((Envelope) message.payload());
        C command = (C) envelope.command();
        Entities entities = new Entities(context.component(StateManager.class), context);
        Idempotency idempotency = command.idempotency();
        if (idempotency != null) {
            Optional<Earlier> earlier = earlier(idempotency, context);
            if (earlier.isPresent()) {
                envelope.standing().complete(new Standing(earlier.get().position(), true));
                return answer(earlier.get().decide(handling, command, idempotency, entities));
            }
        }
        Decision<R> decision = handling.handle(command, entities);
        if (decision instanceof Decision.Accept<R> accept && !accept.facts().isEmpty()) {
            LedgerEngine.giveUpAt(context, envelope.giveUp());
            append(accept.facts(), command, context);
            context.onAfterCommit(committed -> {
                envelope.standing().complete(new Standing(LedgerEngine.lastPosition(committed), true));
                return CompletableFuture.completedFuture(null);
            });
        } else {
            envelope.standing().complete(new Standing(LedgerEngine.knownPosition(context), false));
        }
        return answer(decision);
    }

    private static <R> CommandResultMessage answer(Decision<R> decision) {
        return switch (decision) {
            case Decision.Accept<R> accept ->
                new GenericCommandResultMessage(new MessageType("io.sealbook.answer"), accept.answer());
            case Decision.Refuse<R> refuse -> throw refuse.problem();
        };
    }

    private static void append(List<Decision.Fact> facts, Command<?> command, ProcessingContext context) {
        List<EventMessage> messages = new ArrayList<>();
        Idempotency idempotency = command.idempotency();
        for (Decision.Fact fact : facts) {
            UUID id = fact.id() == null
                    ? Generators.timeBasedEpochRandomGenerator().generate()
                    : fact.id();
            messages.add(new LedgerEventMessage(
                    id,
                    fact.event(),
                    command.provenance(),
                    command.at(),
                    fact.value(),
                    messages.isEmpty() ? idempotency : null));
        }
        EventAppender.forContext(context).append(messages);
    }

    /** The first event of the request that came with this key before. */
    private record Earlier(LedgerEventMessage message, long position) {
        <C extends Command<R>, R> Decision<R> decide(
                CommandHandling<C, R> handling, C command, Idempotency idempotency, Entities entities) {
            Idempotency then = message.idempotency();
            if (then == null || !then.fingerprint().equals(idempotency.fingerprint())) {
                return Decision.refuse(Idempotent.otherRequest());
            }
            LedgerEvent event = message.event();
            return handling.repeat(command, event, message.timestamp(), entities);
        }
    }

    // Sourcing the key's stream to its end makes "none yet" part of the append condition: of two at once, one is
    // decided again and finds the other.
    private static Optional<Earlier> earlier(Idempotency idempotency, ProcessingContext context) {
        return Entities.await(context.component(EventStore.class)
                .transaction(context)
                .source(SourcingCondition.conditionFor(LedgerTags.anyOf(idempotency.stream())))
                .reduce(
                        Optional.<Earlier>empty(),
                        (found, entry) -> found.isEmpty() && entry.message() instanceof LedgerEventMessage ours
                                ? Optional.of(new Earlier(ours, LedgerEngine.positionOf(entry)))
                                : found));
    }

    private static QualifiedName nameOf(Class<?> command) {
        return new QualifiedName(command.getName().replace('$', '.'));
    }

    @Override
    public void close() {
        axon.shutdown();
    }
}
