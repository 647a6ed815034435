package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.http.Orders;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** What the ledger double wants of its workers, and who works on it. Its monitor guards this. */
final class OrderBook {
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Map<DeploymentId, Wanted> wanted = new LinkedHashMap<>();
    // Which process works on which generation, as long as it keeps asking for orders. A request of one that died may
    // still be held here, and must not take an order for the one that came after it.
    private final Map<DeploymentId, Lease> leases = new HashMap<>();
    // Who mends what was placed; no later generation is worked on meanwhile.
    private final Map<DeploymentId, String> mending = new HashMap<>();
    private final Map<String, Integer> polling = new HashMap<>();
    private final Map<String, Long> polled = new HashMap<>();
    private long position;

    /** One version of a secret. */
    record Value(String path, byte[] bytes, int version) {}

    private record Lease(int generation, String holder) {}

    private record Wanted(Orders.Order order, Map<String, Value> values, long changed) {}

    long position() {
        return position;
    }

    boolean isKnown(DeploymentId id) {
        return wanted.containsKey(id);
    }

    Orders.Order current(DeploymentId id) {
        return known(id).order();
    }

    /** What lies in one of its files. */
    Value value(DeploymentId id, String file) {
        return Objects.requireNonNull(known(id).values().get(file));
    }

    /** Orders this with the first versions of its secrets. */
    void put(Orders.Order order, Map<String, byte[]> files) {
        Map<String, Value> values = new LinkedHashMap<>();
        files.forEach((file, bytes) ->
                values.put(file, new Value("test/" + (file.length() > 64 ? "long" : file), bytes, 1)));
        want(order, values);
    }

    /** Orders this with the secrets as they are. */
    void put(Orders.Order order) {
        want(order, known(order.deployment()).values());
    }

    /** Orders this with a new version of one of its files. */
    void put(Orders.Order order, String file, byte[] bytes) {
        Value old = value(order.deployment(), file);
        Map<String, Value> values =
                new LinkedHashMap<>(known(order.deployment()).values());
        values.put(file, new Value(old.path(), bytes, old.version() + 1));
        want(order, values);
    }

    private void want(Orders.Order order, Map<String, Value> values) {
        wanted.put(order.deployment(), new Wanted(order, values, ++position));
    }

    private Wanted known(DeploymentId id) {
        return Objects.requireNonNull(wanted.get(id), "no such deployment");
    }

    /** A holder is there from now on. */
    void pollBegins(String holder) {
        polling.merge(holder, 1, Integer::sum);
    }

    /** A holder is still there for the time of a lease. */
    void pollEnds(String holder) {
        polling.merge(holder, -1, Integer::sum);
        polled.put(holder, System.nanoTime());
    }

    /** What this holder is to do that is not done: all that is new to it, and that changed after the position. */
    List<Orders.Order> due(long after, String holder, Predicate<DeploymentId> isDone) {
        List<DeploymentId> had = leases.entrySet().stream()
                .filter(lease -> lease.getValue().holder().equals(holder))
                .map(Map.Entry::getKey)
                .toList();
        return wanted.values().stream()
                .filter(one -> !isDone.test(one.order().deployment()))
                .filter(one -> isLeased(one.order(), holder))
                .filter(one ->
                        one.changed() > after || !had.contains(one.order().deployment()))
                .map(Wanted::order)
                .toList();
    }

    /** Whether this holder has the order; it gets one that nobody has, or whose holder has ceased to ask. */
    private boolean isLeased(Orders.Order order, String holder) {
        String mender = mending.getOrDefault(order.deployment(), holder);
        if (!mender.equals(holder) && isThere(mender)) {
            return false;
        }
        Lease wished = new Lease(order.generation(), holder);
        return leases.merge(
                        order.deployment(),
                        wished,
                        (known, wish) ->
                                known.generation() == wish.generation() && isThere(known.holder()) ? known : wish)
                .equals(wished);
    }

    /** Whether this holder may mend a deployment: nobody else who is there does. */
    boolean mend(DeploymentId id, String holder) {
        return mending.merge(id, holder, (known, wish) -> isThere(known) ? known : wish)
                .equals(holder);
    }

    void mended(DeploymentId id, String holder) {
        mending.remove(id, holder);
    }

    private boolean isThere(String holder) {
        return polling.getOrDefault(holder, 0) > 0
                || System.nanoTime() - polled.getOrDefault(holder, 0L) < LEASE.toNanos();
    }
}
