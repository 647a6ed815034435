package io.sealbook.standalone;

import io.sealbook.projections.Ground;
import io.sealbook.seal.Keyring;
import io.sealbook.server.LedgerService;
import io.sealbook.store.LedgerSchema;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * The three services in one JVM. Starts in the order database, ledger, HTTP; stops in the opposite one, so that nothing
 * loses what it stands on.
 */
final class Standalone implements AutoCloseable {
    private final Settings settings;
    private final Database database;
    private final LedgerService ledger;
    private final Credentials credentials;
    private final boolean firstStart;
    private final ConfigurableApplicationContext context;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Standalone(
            Settings settings,
            Database database,
            LedgerService ledger,
            Credentials credentials,
            boolean firstStart,
            ConfigurableApplicationContext context) {
        this.settings = settings;
        this.database = database;
        this.ledger = ledger;
        this.credentials = credentials;
        this.firstStart = firstStart;
        this.context = context;
    }

    /** Starts everything; when it returns, requests are served. */
    static Standalone start(Settings settings) {
        DataDirectory directory = DataDirectory.at(settings.data());
        Database database = Database.open(settings, directory);
        try {
            Keyring keyring = database.keyring();
            LedgerService ledger = new LedgerService(
                    database.ledger(),
                    database.as(LedgerSchema.LEDGER_ROLE),
                    database.as(LedgerSchema.KEYS_ROLE),
                    keyring,
                    Clock.systemUTC());
            try {
                Credentials credentials = new Credentials(ledger.founding(), directory);
                boolean first = credentials.prepare();
                Ground ground =
                        new Ground(database.ledger(), database.as(LedgerSchema.PROJECTIONS_ROLE), directory.keyring());
                return new Standalone(
                        settings, database, ledger, credentials, first, serve(settings, directory, ledger, ground));
            } catch (RuntimeException e) {
                ledger.close();
                throw e;
            }
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static ConfigurableApplicationContext serve(
            Settings settings, DataDirectory directory, LedgerService ledger, Ground ground) {
        SpringApplication application = new SpringApplication(Services.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(properties(settings, directory));
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
            context.registerBean(LedgerService.class, () -> ledger, definition -> definition.setDestroyMethodName(""));
            context.registerBean(Ground.class, () -> ground);
            context.registerBean(Clock.class, Clock::systemUTC);
            if (settings.certificate().isPresent()) {
                context.registerBean(
                        HouseListener.class,
                        () -> new HouseListener(context.getBean(HttpHandler.class), settings.housePort()));
            }
        });
        return application.run();
    }

    private static Map<String, Object> properties(Settings settings, DataDirectory directory) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.address", settings.address().getHostAddress());
        properties.put("server.port", settings.port());
        properties.put("management.server.address", "127.0.0.1");
        properties.put("management.server.port", settings.managementPort());
        properties.put("sealbook.worker.url", settings.houseUrl().toString());
        properties.put("sealbook.worker.key-file", directory.workerKey().toString());
        properties.put("sealbook.worker.target", Credentials.TARGET.value());
        properties.put("sealbook.projections.ledger-url", settings.houseUrl().toString());
        properties.put(
                "sealbook.projections.key-file", directory.projectionsKey().toString());
        // In the clear, an upgrade to HTTP/2 would refuse every first request that has a body.
        properties.put("server.http2.enabled", settings.certificate().isPresent());
        settings.certificate().ifPresent(certificate -> {
            properties.put("server.ssl.certificate", certificate.chain().toUri().toString());
            properties.put(
                    "server.ssl.certificate-private-key",
                    certificate.key().toUri().toString());
        });
        return properties;
    }

    Settings settings() {
        return settings;
    }

    Credentials credentials() {
        return credentials;
    }

    /** A part of the running context, for tests that look at all routes there are. */
    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    boolean isFirstStart() {
        return firstStart;
    }

    /** Takes the ground away, as an outage of the database does; for tests. */
    void stopDatabase() {
        database.close();
    }

    boolean isOpen() {
        return open.get();
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            context.close();
            ledger.close();
            database.close();
        }
    }
}
