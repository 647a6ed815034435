package io.sealbook.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP of the ledger double, and everything that can go wrong with it on the way. */
final class LedgerServer implements AutoCloseable {
    private final LedgerDouble ledger;
    private final HttpServer server;
    private final List<HttpServer> others = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();

    /** Statuses that the next requests to a path get instead of an answer; 0 breaks the connection after the work is done. */
    private final Map<String, List<Integer>> faults = new HashMap<>();

    private volatile boolean down;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private final AtomicInteger presenting = new AtomicInteger();

    LedgerServer(LedgerDouble ledger) {
        this.ledger = ledger;
        this.server = listening(InetAddress.getLoopbackAddress());
    }

    private HttpServer listening(InetAddress address) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(address, 0), 0);
            listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            listening.createContext("/v1/", this::answer);
            listening.start();
            return listening;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI at(InetAddress address) {
        HttpServer other = listening(address);
        others.add(other);
        return URI.create(
                "http://" + address.getHostAddress() + ":" + other.getAddress().getPort());
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    synchronized void failNext(String ending, Integer... statuses) {
        faults.computeIfAbsent(ending, _ -> new ArrayList<>()).addAll(List.of(statuses));
    }

    synchronized void failNoMore() {
        faults.clear();
    }

    void down(boolean isDown) {
        down = isDown;
    }

    LedgerDouble.Held hold() {
        held = new CountDownLatch(1);
        return held::countDown;
    }

    int presenting() {
        return presenting.get();
    }

    private synchronized Optional<Integer> fault(String path) {
        return faults.entrySet().stream()
                .filter(entry ->
                        path.endsWith(entry.getKey()) && !entry.getValue().isEmpty())
                .findFirst()
                .map(entry -> entry.getValue().removeFirst());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (down) {
                return;
            }
            Optional<Integer> fault = fault(path);
            if (fault.isPresent() && fault.get() != 0) {
                if (fault.get() == 503) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                }
                exchange.sendResponseHeaders(fault.get(), -1);
                return;
            }
            Reply reply = reply(exchange, path, body);
            if (fault.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
                exchange.getResponseBody().write(reply.body());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(HttpExchange exchange, String path, byte[] body) throws InterruptedException {
        if (path.equals("/v1/bootstrap-tokens/consume")) {
            return present(exchange, body);
        }
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        synchronized (this) {
            authorizations.add(authorization);
        }
        if (!List.of("Bearer " + LedgerDouble.KEY, "Bearer " + LedgerDouble.SECOND_KEY)
                .contains(authorization)) {
            return Reply.empty(401);
        }
        if (path.equals("/v1/orders")) {
            Map<String, String> query = query(exchange.getRequestURI().getQuery());
            return Reply.json(200, ledger.orders(query, query.getOrDefault("worker", authorization)));
        }
        if (path.equals("/v1/bootstrap-tokens")) {
            return ledger.issue(Json.MAPPER.readValue(body, IssueToken.class));
        }
        String[] parts = path.split("/", -1);
        if (path.endsWith("/lease")) {
            String holder = query(exchange.getRequestURI().getQuery()).getOrDefault("worker", authorization);
            return ledger.lease(exchange.getRequestMethod(), new DeploymentId(parts[3]), holder);
        }
        return ledger.report(new DeploymentId(parts[3]), Json.MAPPER.readValue(body, Report.class));
    }

    private Reply present(HttpExchange exchange, byte[] token) throws InterruptedException {
        presenting.incrementAndGet();
        try {
            held.await();
            Reply reply = ledger.consume(
                    new String(token, StandardCharsets.US_ASCII),
                    exchange.getRequestHeaders().getFirst("Sealbook-Nonce"));
            return "text/plain".equals(exchange.getRequestHeaders().getFirst("Accept")) ? reply.asLines() : reply;
        } finally {
            presenting.decrementAndGet();
        }
    }

    private static Map<String, String> query(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            parameters.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        return parameters;
    }

    @Override
    public void close() {
        server.stop(0);
        others.forEach(other -> other.stop(0));
    }
}
