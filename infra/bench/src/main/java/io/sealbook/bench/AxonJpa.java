package io.sealbook.bench;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.axonframework.eventsourcing.configuration.EventSourcedEntityModule;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateBasedJpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.AggregateEventEntry;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.unitofwork.transaction.Transaction;
import org.axonframework.messaging.core.unitofwork.transaction.TransactionManager;
import org.axonframework.messaging.eventhandling.conversion.EventConverter;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.axonframework.update.UpdateCheckerConfigurationEnhancer;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.VarbinaryJdbcType;
import org.jspecify.annotations.Nullable;

/**
 * The reference: the same command on Axon's stock JPA storage engine, payloads as bytea: source an entity, append one
 * event with 400 bytes of value. Nothing is sealed, and there is no tree.
 */
final class AxonJpa implements AutoCloseable {
    private static final int CONNECTIONS = 16;
    private static final ThreadLocal<@Nullable EntityManager> CURRENT = new ThreadLocal<>();
    private static final AtomicLong NAMES = new AtomicLong(System.nanoTime());

    private final HikariDataSource pool;
    private final EntityManagerFactory factory;
    private final AxonConfiguration axon;
    private final CommandGateway commands;

    AxonJpa(Ground ground) {
        this.pool = ground.owner().pool(CONNECTIONS);
        this.factory = new PersistenceConfiguration("bench")
                .managedClass(AggregateEventEntry.class)
                .property("hibernate.connection.datasource", pool)
                .property("jakarta.persistence.nonJtaDataSource", pool)
                .property("hibernate.hbm2ddl.auto", "update")
                .property("hibernate.dialect", Bytea.class.getName())
                .property("hibernate.jdbc.batch_size", "50")
                .createEntityManagerFactory();
        this.axon = EventSourcingConfigurer.create()
                .registerEntity(EventSourcedEntityModule.autodetected(String.class, Stored.class))
                .registerEventStorageEngine(configuration -> new AggregateBasedJpaEventStorageEngine(
                        provider(), transactions(), configuration.getComponent(EventConverter.class), config -> config))
                .componentRegistry(components -> components.disableEnhancer(UpdateCheckerConfigurationEnhancer.class))
                .build();
        axon.start();
        this.commands = axon.getComponent(CommandGateway.class);
    }

    /** The dialect that keeps payloads in the row instead of in large objects. */
    public static final class Bytea extends PostgreSQLDialect {
        public Bytea(DialectResolutionInfo info) {
            super(info);
        }

        @Override
        protected String columnType(int code) {
            return code == SqlTypes.BLOB ? "bytea" : super.columnType(code);
        }

        @Override
        protected String castType(int code) {
            return code == SqlTypes.BLOB ? "bytea" : super.castType(code);
        }

        @Override
        public void contributeTypes(TypeContributions types, ServiceRegistry registry) {
            super.contributeTypes(types, registry);
            types.getTypeConfiguration()
                    .getJdbcTypeRegistry()
                    .addDescriptor(java.sql.Types.BLOB, VarbinaryJdbcType.INSTANCE);
        }
    }

    /** Asks for the next version. */
    public record Write(@TargetEntityId String id, String value) {}

    /** The next version was written. */
    public record Written(@EventTag(key = "secret") String id, int version, String value) {}

    /** What the decision needs to know. */
    @EventSourcedEntity(tagKey = "secret")
    public record Stored(int version) {
        @EntityCreator
        public Stored() {
            this(0);
        }

        @CommandHandler
        int write(Write command, EventAppender events) {
            events.append(new Written(command.id(), version + 1, command.value()));
            return version + 1;
        }

        @EventSourcingHandler
        Stored on(Written event) {
            return new Stored(event.version());
        }
    }

    int once() {
        commands.send(new Write("s" + NAMES.incrementAndGet(), "v".repeat(400)), Integer.class)
                .join();
        return 1;
    }

    // The engine closes the manager before the transaction has ended, so what it gets does not close.
    private EntityManagerProvider provider() {
        return () -> {
            EntityManager real = Objects.requireNonNull(CURRENT.get());
            return (EntityManager) Proxy.newProxyInstance(
                    AxonJpa.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, args) -> {
                        if (method.getName().equals("close")) {
                            return null;
                        }
                        try {
                            return method.invoke(real, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }

    private TransactionManager transactions() {
        return () -> {
            EntityManager manager = factory.createEntityManager();
            manager.getTransaction().begin();
            CURRENT.set(manager);
            return new Transaction() {
                @Override
                public void commit() {
                    try {
                        manager.getTransaction().commit();
                    } finally {
                        end();
                    }
                }

                @Override
                public void rollback() {
                    if (manager.isOpen() && manager.getTransaction().isActive()) {
                        manager.getTransaction().rollback();
                    }
                    end();
                }

                private void end() {
                    if (manager.isOpen()) {
                        manager.close();
                    }
                    CURRENT.remove();
                }
            };
        };
    }

    @Override
    public void close() {
        axon.shutdown();
        factory.close();
        pool.close();
    }
}
