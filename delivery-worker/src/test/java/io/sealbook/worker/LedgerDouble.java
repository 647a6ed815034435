package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec.Hosting;
import io.sealbook.api.event.DeploymentSpec.Limits;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.http.IssueToken;
import io.sealbook.api.http.Orders;
import io.sealbook.api.http.Report;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A small ledger over real HTTP: it has orders, spends tokens once, and remembers what was reported. */
public final class LedgerDouble implements AutoCloseable {
    public static final String KEY = "sbk_0123456789abcdef_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG123456";

    /** Of a second worker for the same target. */
    static final String SECOND_KEY = "sbk_fedcba9876543210_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG123456";

    /** What every bootstrap token that it issues has in it. */
    static final String TOKEN = "canaryTokenCanaryTokenCanaryTokenCanaryToken";

    private final OrderBook orders = new OrderBook();
    private final ReportBook reports = new ReportBook(orders);
    private final TokenBook tokens = new TokenBook(orders);
    private final LedgerServer server = new LedgerServer(this);

    /** The same ledger at another address of this machine, until it is closed. */
    URI at(InetAddress address) {
        return server.at(address);
    }

    public URI url() {
        return server.url();
    }

    /** Orders a container that runs for ever, with these files. */
    public DeploymentId order(String name, String image, Map<String, byte[]> files) {
        return order(Draft.first(name, image).files(files.keySet()).order(), files);
    }

    public DeploymentId order(
            String name,
            String image,
            @Nullable List<String> command,
            Map<String, byte[]> files,
            @Nullable Limits limits) {
        return order(
                Draft.first(name, image)
                        .command(command)
                        .files(files.keySet())
                        .limits(limits)
                        .order(),
                files);
    }

    public DeploymentId order(
            String name,
            String image,
            @Nullable List<String> command,
            Map<String, byte[]> files,
            List<Orders.File> layout,
            @Nullable Limits limits) {
        return order(
                Draft.first(name, image)
                        .command(command)
                        .layout(layout)
                        .limits(limits)
                        .order(),
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
                Draft.first(name, image)
                        .command(command)
                        .files(files.keySet())
                        .limits(limits)
                        .placement(placement)
                        .order(),
                files);
    }

    /** Orders a container that is hosted like this. */
    public DeploymentId hosted(
            String name, String image, List<String> command, Map<String, byte[]> files, Hosting hosting) {
        return order(
                Draft.first(name, image)
                        .command(command)
                        .files(files.keySet())
                        .hosting(hosting)
                        .order(),
                files);
    }

    /** Orders an image whose registry wants {@code user:password}. */
    public synchronized DeploymentId pulled(String name, String image, String access, Map<String, byte[]> files) {
        Orders.Order order = Draft.first(name, image)
                .files(files.keySet())
                .imageCredentials()
                .order();
        tokens.openWithImage(order.deployment(), access);
        return order(order, files);
    }

    /** Orders exactly this. */
    public synchronized DeploymentId order(Orders.Order order, Map<String, byte[]> files) {
        orders.put(order, files);
        notifyAll();
        return order.deployment();
    }

    /** A new version of one file, and so a new generation. */
    public synchronized void rotate(DeploymentId id, String file, byte[] bytes) {
        orders.put(Draft.after(current(id)).order(), file, bytes);
        notifyAll();
    }

    /** A new version of one file, for which the container may stay. */
    public synchronized void refresh(DeploymentId id, String file, byte[] bytes) {
        Orders.Order before = current(id);
        int keeps = before.keeps() == null ? before.generation() : before.keeps();
        orders.put(Draft.after(before).keeps(keeps).order(), file, bytes);
        notifyAll();
    }

    public synchronized void redeploy(DeploymentId id, @Nullable List<String> command) {
        again(Draft.after(current(id)).command(command));
    }

    /** The same once more, hosted like this. */
    public synchronized void redeploy(DeploymentId id, Hosting hosting) {
        again(Draft.after(current(id)).hosting(hosting));
    }

    public synchronized void stop(DeploymentId id) {
        again(Draft.after(current(id)).desired(Desired.STOPPED));
    }

    private synchronized void again(Draft next) {
        orders.put(next.order());
        notifyAll();
    }

    /** The latest order of a deployment. */
    public synchronized Orders.Order current(DeploymentId id) {
        return orders.current(id);
    }

    public synchronized List<Report> reports(DeploymentId id) {
        return reports.of(id);
    }

    /** How far its containers came, step by step. */
    public synchronized List<DeploymentEvent.Step> steps(DeploymentId id) {
        return reports.steps(id);
    }

    /** What was last reported of the latest generation. */
    public synchronized Optional<Report> outcome(DeploymentId id) {
        return reports.outcome(id);
    }

    public int tokensIssued() {
        return tokens.issued();
    }

    public List<String> authorizations() {
        return server.authorizations();
    }

    /** The next requests to paths that end so get these statuses, one each. 0: the work is done, the answer is lost. */
    public void failNext(String ending, Integer... statuses) {
        server.failNext(ending, statuses);
    }

    /** From now on every request is answered as it should be. */
    public void failNoMore() {
        server.failNoMore();
    }

    /** From now on, or until it is up again, every request ends without an answer and without effect. */
    public void down(boolean isDown) {
        server.down(isDown);
    }

    /** Lets everybody who presents a token wait for the answer until this is closed. */
    Held hold() {
        return server.hold();
    }

    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** How many present a token at this moment. */
    int presenting() {
        return server.presenting();
    }

    /** What somebody is told who presents a token at this moment, however busy the ledger is for others. */
    public String presented(String token) {
        return new String(consume(token, "somebody's own").body(), StandardCharsets.US_ASCII);
    }

    /** The status of the answer to whoever else has got hold of a token. */
    int consumedBy(String nonce, String token) {
        return consume(token, nonce).status();
    }

    synchronized Reply issue(IssueToken request) {
        return tokens.issue(request);
    }

    synchronized Reply consume(String token, String nonce) {
        return tokens.consume(token, nonce);
    }

    synchronized Reply report(DeploymentId id, Report report) {
        return reports.add(id, report);
    }

    /** Lets a holder mend what was placed, or ends that. */
    synchronized Reply lease(String method, DeploymentId id, String holder) {
        if (method.equals("DELETE")) {
            orders.mended(id, holder);
            notifyAll();
            return Reply.empty(204);
        }
        return Reply.empty(orders.mend(id, holder) ? 204 : 409);
    }

    /** What is due to whoever asks, as soon as there is anything, or nothing after the time that the query names. */
    synchronized Orders orders(Map<String, String> query, String holder) throws InterruptedException {
        long after = Long.parseLong(query.getOrDefault("after", "-1"));
        long until = System.nanoTime() + Duration.parse(query.get("wait")).toNanos();
        orders.pollBegins(holder);
        try {
            List<Orders.Order> due = due(after, holder);
            while (due.isEmpty() && System.nanoTime() < until) {
                wait(Math.clamp(Duration.ofNanos(until - System.nanoTime()).toMillis(), 1, 500));
                due = due(after, holder);
            }
            return new Orders(due, orders.position());
        } finally {
            orders.pollEnds(holder);
        }
    }

    private List<Orders.Order> due(long after, String holder) {
        return orders.due(after, holder, id -> outcome(id).isPresent());
    }

    @Override
    public void close() {
        server.close();
    }
}
