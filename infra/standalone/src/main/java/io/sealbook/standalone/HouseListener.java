package io.sealbook.standalone;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Under TLS, a second way in on loopback for the services of this very process: the certificate bears a name that they
 * need not be able to resolve, from an authority that this JVM need not trust.
 */
final class HouseListener implements SmartLifecycle {
    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    private final HttpServer server;
    private volatile @Nullable DisposableServer running;

    HouseListener(HttpHandler handler, int port) {
        this.server = HttpServer.create().host("127.0.0.1").port(port).handle(new ReactorHttpHandlerAdapter(handler));
    }

    @Override
    public void start() {
        running = server.bindNow(START_WITHIN);
    }

    @Override
    public void stop() {
        DisposableServer bound = running;
        running = null;
        if (bound != null) {
            bound.disposeNow(START_WITHIN);
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
