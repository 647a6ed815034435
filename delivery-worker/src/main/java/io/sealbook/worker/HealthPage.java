package io.sealbook.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealbook.worker.line.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.springframework.context.SmartLifecycle;

/**
 * {@code GET /actuator/health} on the loopback interface: 200 when the worker can work, else 503 with the reasons. Its
 * non-daemon thread also keeps the process alive.
 */
final class HealthPage implements SmartLifecycle {
    private final WorkerHealth health;
    private final HttpServer server;
    private volatile boolean running;

    HealthPage(WorkerHealth health, int port) {
        this.health = health;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException("the management port " + port + " cannot be used", taken);
        }
        server.createContext("/actuator/health", this::answer);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String ledger = health.ledgerProblem().orElse("UP");
            String engine = health.engineProblem().orElse("UP");
            boolean up =
                    health.ledgerProblem().isEmpty() && health.engineProblem().isEmpty();
            byte[] body = Json.MAPPER.writeValueAsBytes(
                    Map.of("status", up ? "UP" : "DOWN", "ledger", ledger, "engine", engine));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(up ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void start() {
        server.start();
        running = true;
    }

    @Override
    public void stop() {
        server.stop(0);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
