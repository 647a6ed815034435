package io.sealbook.projections;

import static org.awaitility.Awaitility.await;

import io.sealbook.access.AccessView;
import io.sealbook.access.Credential;
import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.Actor;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Rule;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.edge.EdgeConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** The projections as they run in production, with the real edge in front: real keys, real rules, real refusals. */
public final class RunningService implements AutoCloseable {
    public final House house = new House();
    public final List<RefusalReport> refusals = new CopyOnWriteArrayList<>();
    /** The queries of the requests that have passed the edge. */
    public final List<String> passed = new CopyOnWriteArrayList<>();

    private final AccessView view = new AccessView(house.reader, house.pseudonyms, house.signal, Clock.systemUTC());
    private final AtomicInteger accounts = new AtomicInteger();
    private final ConfigurableApplicationContext context;
    private final String url;

    public RunningService() {
        context = new SpringApplicationBuilder(Application.class)
                .initializers(this::furnish)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.main.banner-mode=off",
                        "sealbook.projections.ledger-url=http://127.0.0.1:1",
                        "sealbook.projections.key-file=" + keyFile())
                .run();
        url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({EdgeConfiguration.class, Wiring.class})
    static class Application {}

    private void furnish(ConfigurableApplicationContext starting) {
        GenericApplicationContext beans = (GenericApplicationContext) starting;
        beans.registerBean(Ground.class, house::ground);
        beans.registerBean(AccessView.class, () -> view);
        beans.registerBean(RefusalRecorder.class, () -> refusals::add);
        beans.registerBean(Clock.class, Clock::systemUTC);
        beans.registerBean(WebFilter.class, () -> (exchange, chain) -> {
            passed.add(String.valueOf(exchange.getRequest().getURI().getQuery()));
            return chain.filter(exchange);
        });
    }

    public String url() {
        return url;
    }

    /** A client without an identity. */
    public WebTestClient stranger() {
        return WebTestClient.bindToServer()
                .baseUrl(url)
                .responseTimeout(Duration.ofSeconds(40))
                .build();
    }

    /** A client of a new service account with these rules. */
    public WebTestClient caller(Rule... rules) {
        return as(house.key("account-" + accounts.incrementAndGet(), Actor.Kind.SERVICE, List.of(rules)));
    }

    /** A client of a new worker on these targets. */
    public WebTestClient worker(Rule rule, TargetName... targets) {
        return as(house.key("worker-" + accounts.incrementAndGet(), Actor.Kind.WORKER, List.of(rule), targets));
    }

    public WebTestClient as(String key) {
        Credential.Presented presented =
                Credential.read(Sensitive.of(key), Credential.Kind.KEY).orElseThrow();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> view.authenticate(presented).isPresent());
        return stranger()
                .mutate()
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key)
                .build();
    }

    private static Path keyFile() {
        try {
            return Files.createTempFile(
                    "sealbook-key",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        view.close();
        house.close();
    }
}
