package io.sealbook.standalone;

import io.sealbook.projections.Ground;
import io.sealbook.server.LedgerService;
import io.sealbook.server.log.LogSettings;
import io.sealbook.server.log.TransparencyLog;
import io.sealbook.store.LedgerSchema;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Credentials credentials;
    private final boolean firstStart;
    private final ConfigurableApplicationContext context;
    private final Opened opened;

    private Standalone(
            Settings settings,
            Credentials credentials,
            boolean firstStart,
            ConfigurableApplicationContext context,
            Opened opened) {
        this.settings = settings;
        this.credentials = credentials;
        this.firstStart = firstStart;
        this.context = context;
        this.opened = opened;
    }

    /** Starts everything; when it returns, requests are served. */
    static Standalone start(Settings settings) {
        Opened opened = new Opened();
        try {
            return start(settings, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Standalone start(Settings settings, Opened opened) {
        DataDirectory directory = DataDirectory.at(settings.data());
        Database database = opened.keep(Database.open(settings, directory), Database::close);
        LedgerService ledger = opened.keep(
                new LedgerService(
                        database.ledger(),
                        database.as(LedgerSchema.LEDGER_ROLE),
                        database.as(LedgerSchema.KEYS_ROLE),
                        database.keyring(),
                        Clock.systemUTC()),
                LedgerService::close);
        // Before anything may be appended: a ledger that contradicts what was signed of it is frozen here.
        TransparencyLog log = opened.keep(publish(ledger, directory.log(database.ledger())), TransparencyLog::close);
        Credentials credentials = new Credentials(ledger.founding(), directory);
        boolean first = log.trouble().isEmpty() && credentials.prepare();
        Ground ground = new Ground(database.ledger(), database.as(LedgerSchema.PROJECTIONS_ROLE), directory.keyring());
        ConfigurableApplicationContext context =
                opened.keep(serve(settings, directory, ledger, log, ground), ConfigurableApplicationContext::close);
        return new Standalone(settings, credentials, first, context, opened);
    }

    private static TransparencyLog publish(LedgerService ledger, LogSettings settings) {
        try {
            return ledger.publish(settings);
        } catch (UncheckedIOException e) {
            throw new UsageException(
                    "the log of this ledger cannot be signed; look at " + settings.signingKey() + " and "
                            + settings.lastCheckpoint(),
                    e);
        }
    }

    private static ConfigurableApplicationContext serve(
            Settings settings, DataDirectory directory, LedgerService ledger, TransparencyLog log, Ground ground) {
        SpringApplication application = new SpringApplication(Services.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(properties(settings, directory));
        application.addInitializers((ApplicationContextInitializer<GenericApplicationContext>) context -> {
            context.registerBean(LedgerService.class, () -> ledger, definition -> definition.setDestroyMethodName(""));
            context.registerBean(TransparencyLog.class, () -> log, definition -> definition.setDestroyMethodName(""));
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

    boolean isOpen() {
        return !opened.isEmpty();
    }

    @Override
    public void close() {
        opened.close();
    }
}
