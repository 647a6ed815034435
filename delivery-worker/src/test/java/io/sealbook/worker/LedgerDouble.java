package io.sealbook.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.Sensitive;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.http.Delivery;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.IssuedToken;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import io.sealbook.worker.line.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A small ledger over real HTTP: it has orders, spends tokens once, and remembers what was reported. */
public final class LedgerDouble implements AutoCloseable {
    public static final String KEY = "sbk_0123456789abcdef_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG123456";

    /** Of a second worker for the same target. */
    static final String SECOND_KEY = "sbk_fedcba9876543210_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG123456";

    /** What every bootstrap token that it issues has in it. */
    static final String TOKEN = "canaryTokenCanaryTokenCanaryTokenCanaryToken";

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final HttpServer server;
    private final List<HttpServer> others = new ArrayList<>();
    private final Map<DeploymentId, Wanted> wanted = new LinkedHashMap<>();
    private final Map<DeploymentId, List<Report>> reports = new HashMap<>();
    private final Map<DeploymentId, List<Report>> progress = new HashMap<>();
    private final Map<String, IssueToken> live = new HashMap<>();
    private final Map<DeploymentId, Value> credentials = new HashMap<>();
    private final Map<String, String> spent = new HashMap<>();
    private final Map<String, Reply> answers = new HashMap<>();
    // Which process works on which generation, as long as it keeps asking for orders. A request of one that died may
    // still be held here, and must not take an order for the one that came after it.
    private final Map<DeploymentId, Lease> leases = new HashMap<>();
    private final Map<String, Integer> polling = new HashMap<>();
    private final Map<String, Long> polled = new HashMap<>();
    private final List<String> authorizations = new ArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private long position;
    private volatile boolean down;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private final AtomicInteger presenting = new AtomicInteger();

    /** Statuses that the next requests to a path get instead of an answer; 0 breaks the connection after the work is done. */
    private final Map<String, List<Integer>> faults = new HashMap<>();

    private record Lease(int generation, String holder) {}

    private record Value(String path, byte[] bytes, int version) {}

    private record Wanted(Orders.Order order, Map<String, Value> values, long changed) {}

    public LedgerDouble() {
        server = listening(InetAddress.getLoopbackAddress());
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

    /** The same ledger at another address of this machine, until it is closed. */
    URI at(InetAddress address) {
        HttpServer other = listening(address);
        others.add(other);
        return URI.create(
                "http://" + address.getHostAddress() + ":" + other.getAddress().getPort());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Orders a container that runs for ever, with these files. */
    public DeploymentId order(String name, String image, Map<String, byte[]> files) {
        return order(name, image, TestImage.LIVES, files, null);
    }

    public DeploymentId order(
            String name,
            String image,
            @Nullable List<String> command,
            Map<String, byte[]> files,
            @Nullable Limits limits) {
        return order(
                name,
                image,
                command,
                files,
                files.keySet().stream()
                        .map(file -> new Orders.File(file, "0400", null))
                        .toList(),
                limits);
    }

    public DeploymentId order(
            String name,
            String image,
            @Nullable List<String> command,
            Map<String, byte[]> files,
            List<Orders.File> layout,
            @Nullable Limits limits) {
        return order(
                new Orders.Order(
                        new DeploymentId(UUID.randomUUID().toString()),
                        1,
                        Desired.RUNNING,
                        name,
                        image,
                        command,
                        layout,
                        limits),
                files);
    }

    /** Orders a container into which secrets come in this way. */
    public DeploymentId order(
            Placement placement,
            String name,
            String image,
            List<String> command,
            Map<String, byte[]> files,
            @Nullable Limits limits) {
        return order(
                new Orders.Order(
                        new DeploymentId(UUID.randomUUID().toString()),
                        1,
                        Desired.RUNNING,
                        name,
                        image,
                        command,
                        files.keySet().stream()
                                .map(file -> new Orders.File(file, "0400", null))
                                .toList(),
                        limits,
                        placement,
                        null,
                        null,
                        null),
                files);
    }

    /** Orders a container that is hosted like this. */
    public DeploymentId hosted(
            String name, String image, List<String> command, Map<String, byte[]> files, Hosting hosting) {
        List<Orders.File> layout = files.keySet().stream()
                .map(file -> new Orders.File(file, "0400", null))
                .toList();
        return order(
                new Orders.Order(
                        new DeploymentId(UUID.randomUUID().toString()),
                        1,
                        Desired.RUNNING,
                        name,
                        image,
                        command,
                        layout,
                        null,
                        null,
                        hosting,
                        null,
                        null),
                files);
    }

    /** Orders an image whose registry wants {@code user:password}. */
    public synchronized DeploymentId pulled(String name, String image, String access, Map<String, byte[]> files) {
        List<Orders.File> layout = files.keySet().stream()
                .map(file -> new Orders.File(file, "0400", null))
                .toList();
        DeploymentId id = new DeploymentId(UUID.randomUUID().toString());
        credentials.put(id, new Value("test/registry", access.getBytes(StandardCharsets.UTF_8), 1));
        return order(
                new Orders.Order(
                        id, 1, Desired.RUNNING, name, image, TestImage.LIVES, layout, null, null, null, null, true),
                files);
    }

    /** Orders exactly this. */
    public synchronized DeploymentId order(Orders.Order order, Map<String, byte[]> files) {
        Map<String, Value> values = new LinkedHashMap<>();
        files.forEach((file, bytes) ->
                values.put(file, new Value("test/" + (file.length() > 64 ? "long" : file), bytes, 1)));
        put(order, values);
        return order.deployment();
    }

    /** A new version of one file, and so a new generation. */
    public synchronized void rotate(DeploymentId id, String file, byte[] bytes) {
        Wanted now = known(id);
        Map<String, Value> values = new LinkedHashMap<>(now.values());
        Value old = Objects.requireNonNull(values.get(file));
        values.put(file, new Value(old.path(), bytes, old.version() + 1));
        put(later(now.order(), Desired.RUNNING, now.order().command()), values);
    }

    /** A new version of one file, for which the container may stay. */
    public synchronized void refresh(DeploymentId id, String file, byte[] bytes) {
        Orders.Order before = known(id).order();
        rotate(id, file, bytes);
        Wanted now = known(id);
        Orders.Order order = now.order();
        put(
                new Orders.Order(
                        order.deployment(),
                        order.generation(),
                        order.desired(),
                        order.name(),
                        order.image(),
                        order.command(),
                        order.files(),
                        order.limits(),
                        order.placement(),
                        order.hosting(),
                        before.keeps() == null ? before.generation() : before.keeps(),
                        order.imageCredentials()),
                now.values());
    }

    public synchronized void redeploy(DeploymentId id, @Nullable List<String> command) {
        Wanted now = known(id);
        put(later(now.order(), Desired.RUNNING, command), now.values());
    }

    /** The same once more, hosted like this. */
    public synchronized void redeploy(DeploymentId id, Hosting hosting) {
        Wanted now = known(id);
        Orders.Order next = later(now.order(), Desired.RUNNING, now.order().command());
        put(
                new Orders.Order(
                        next.deployment(),
                        next.generation(),
                        next.desired(),
                        next.name(),
                        next.image(),
                        next.command(),
                        next.files(),
                        next.limits(),
                        next.placement(),
                        hosting,
                        next.keeps(),
                        next.imageCredentials()),
                now.values());
    }

    public synchronized void stop(DeploymentId id) {
        Wanted now = known(id);
        put(later(now.order(), Desired.STOPPED, now.order().command()), now.values());
    }

    private Wanted known(DeploymentId id) {
        return Objects.requireNonNull(wanted.get(id), "no such deployment");
    }

    private static Orders.Order later(Orders.Order order, Desired desired, @Nullable List<String> command) {
        return new Orders.Order(
                order.deployment(),
                order.generation() + 1,
                desired,
                order.name(),
                order.image(),
                command,
                order.files(),
                order.limits(),
                order.placement(),
                order.hosting(),
                null,
                order.imageCredentials());
    }

    private void put(Orders.Order order, Map<String, Value> values) {
        wanted.put(order.deployment(), new Wanted(order, values, ++position));
        notifyAll();
    }

    /** The latest order of a deployment. */
    public synchronized Orders.Order current(DeploymentId id) {
        return known(id).order();
    }

    public synchronized List<Report> reports(DeploymentId id) {
        return List.copyOf(reports.getOrDefault(id, List.of()));
    }

    /** How far its containers came, step by step. */
    public synchronized List<DeploymentEvent.Step> steps(DeploymentId id) {
        return progress.getOrDefault(id, List.of()).stream()
                .map(Report::step)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** What was last reported of the latest generation. */
    public synchronized Optional<Report> outcome(DeploymentId id) {
        return reports(id).stream()
                .filter(report -> report.generation() == known(id).order().generation())
                .reduce((_, last) -> last);
    }

    public int tokensIssued() {
        return tokens.get();
    }

    public synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** The next requests to paths that end so get these statuses, one each. 0: the work is done, the answer is lost. */
    public synchronized void failNext(String ending, Integer... statuses) {
        faults.computeIfAbsent(ending, _ -> new ArrayList<>()).addAll(List.of(statuses));
    }

    /** From now on every request is answered as it should be. */
    public synchronized void failNoMore() {
        faults.clear();
    }

    /** From now on, or until it is up again, every request ends without an answer and without effect. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** Lets everybody who presents a token wait for the answer until this is closed. */
    Held hold() {
        held = new CountDownLatch(1);
        return held::countDown;
    }

    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** How many present a token at this moment. */
    int presenting() {
        return presenting.get();
    }

    private Reply present(HttpExchange exchange, byte[] token) throws InterruptedException {
        presenting.incrementAndGet();
        try {
            held.await();
            Reply reply = consume(
                    new String(token, StandardCharsets.US_ASCII),
                    exchange.getRequestHeaders().getFirst("Sealbook-Nonce"));
            return "text/plain".equals(exchange.getRequestHeaders().getFirst("Accept")) ? lines(reply) : reply;
        } finally {
            presenting.decrementAndGet();
        }
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

    private record Reply(int status, byte[] body) {
        static Reply json(int status, Object body) {
            return new Reply(status, Json.MAPPER.writeValueAsBytes(body));
        }

        static Reply empty(int status) {
            return new Reply(status, new byte[0]);
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
        if (!List.of("Bearer " + KEY, "Bearer " + SECOND_KEY).contains(authorization)) {
            return Reply.empty(401);
        }
        if (path.equals("/v1/orders")) {
            Map<String, String> query = query(exchange.getRequestURI().getQuery());
            return Reply.json(200, due(query, query.getOrDefault("worker", authorization)));
        }
        if (path.equals("/v1/bootstrap-tokens")) {
            return issue(Json.MAPPER.readValue(body, IssueToken.class));
        }
        String[] parts = path.split("/", -1);
        return report(new DeploymentId(parts[3]), Json.MAPPER.readValue(body, Report.class));
    }

    private static Reply lines(Reply reply) {
        if (reply.status() != 200) {
            return reply;
        }
        JsonNode files = Json.MAPPER.readTree(reply.body()).path("secrets");
        StringBuilder lines = new StringBuilder();
        for (JsonNode file : files) {
            lines.append(file.path("name").asString() + " " + file.path("mode").asString() + " "
                    + file.path("valueBase64").asString() + "\n");
        }
        return new Reply(200, (lines + "#end " + files.size() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static Map<String, String> query(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            parameters.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        return parameters;
    }

    private synchronized Orders due(Map<String, String> query, String holder) throws InterruptedException {
        long after = Long.parseLong(query.getOrDefault("after", "-1"));
        long until = System.nanoTime() + Duration.parse(query.get("wait")).toNanos();
        polling.merge(holder, 1, Integer::sum);
        try {
            List<Orders.Order> orders = due(after, holder);
            while (orders.isEmpty() && System.nanoTime() < until) {
                wait(Math.clamp(Duration.ofNanos(until - System.nanoTime()).toMillis(), 1, 500));
                orders = due(after, holder);
            }
            return new Orders(orders, position);
        } finally {
            polling.merge(holder, -1, Integer::sum);
            polled.put(holder, System.nanoTime());
        }
    }

    private List<Orders.Order> due(long after, String holder) {
        List<DeploymentId> had = leases.entrySet().stream()
                .filter(lease -> lease.getValue().holder().equals(holder))
                .map(Map.Entry::getKey)
                .toList();
        return wanted.values().stream()
                .filter(one -> outcome(one.order().deployment()).isEmpty())
                .filter(one -> isLeased(one.order(), holder))
                .filter(one ->
                        one.changed() > after || !had.contains(one.order().deployment()))
                .map(Wanted::order)
                .toList();
    }

    /** Whether this holder has the order; it gets one that nobody has, or whose holder has ceased to ask. */
    private boolean isLeased(Orders.Order order, String holder) {
        Lease wished = new Lease(order.generation(), holder);
        return leases.merge(
                        order.deployment(),
                        wished,
                        (known, wish) ->
                                known.generation() == wish.generation() && isThere(known.holder()) ? known : wish)
                .equals(wished);
    }

    private boolean isThere(String holder) {
        return polling.getOrDefault(holder, 0) > 0
                || System.nanoTime() - polled.getOrDefault(holder, 0L) < LEASE.toNanos();
    }

    private synchronized Reply issue(IssueToken request) {
        if (!wanted.containsKey(request.deployment())) {
            return Reply.empty(404);
        }
        TokenId id = new TokenId(String.format(Locale.ROOT, "%016d", tokens.incrementAndGet()));
        String token = "sbt_" + id + "_" + TOKEN;
        live.put(token, request);
        return Reply.json(
                201, new IssuedToken(id, Sensitive.of(token), Instant.now().plusSeconds(60)));
    }

    private synchronized Reply consume(String token, String nonce) {
        if (nonce.equals(spent.get(token))) {
            return Objects.requireNonNull(answers.get(token));
        }
        IssueToken wish = live.remove(token);
        if (wish == null) {
            return Reply.empty(410);
        }
        spent.put(token, nonce);
        Delivery delivery = delivery(wish);
        Reply answer = Reply.json(200, delivery);
        if (wish.sealTo() != null) {
            byte[] lines = lines(answer).body();
            answer = Reply.json(200, Sealing.seal(delivery.deployment(), delivery.generation(), lines, wish.sealTo()));
        }
        answers.put(token, answer);
        return answer;
    }

    /** What somebody is told who presents a token at this moment, however busy the ledger is for others. */
    public String presented(String token) {
        return new String(consume(token, "somebody's own").body(), StandardCharsets.US_ASCII);
    }

    /** The status of the answer to whoever else has got hold of a token. */
    int consumedBy(String nonce, String token) {
        return consume(token, nonce).status();
    }

    private Delivery delivery(IssueToken wish) {
        DeploymentId id = wish.deployment();
        Wanted now = known(id);
        if (wish.purpose() == TokenEvent.Purpose.IMAGE) {
            Value value = Objects.requireNonNull(credentials.get(id));
            return new Delivery(id, now.order().generation(), List.of(file("image", "0400", value)));
        }
        return new Delivery(
                id,
                now.order().generation(),
                now.order().files().stream()
                        .map(file -> file(
                                file.file(),
                                file.mode(),
                                Objects.requireNonNull(now.values().get(file.file()))))
                        .toList());
    }

    private static Delivery.File file(String name, String mode, Value value) {
        return new Delivery.File(
                name,
                mode,
                Sensitive.of(Base64.getEncoder().encodeToString(value.bytes())),
                new SecretPath(value.path()),
                value.version());
    }

    private synchronized Reply report(DeploymentId id, Report report) {
        Wanted now = wanted.get(id);
        if (now == null || report.generation() != now.order().generation()) {
            return Reply.empty(409);
        }
        (report.outcome() == Report.Outcome.PROGRESSED ? progress : reports)
                .computeIfAbsent(id, _ -> new ArrayList<>())
                .add(report);
        return Reply.empty(204);
    }

    @Override
    public void close() {
        server.stop(0);
        others.forEach(other -> other.stop(0));
    }
}
