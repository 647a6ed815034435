package io.sealbook.worker.orders;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Where the worker hears what is wanted on its target. An order repeats until it is reported; hearing it twice is normal.
 * The ledger leases orders to this process: another one with the same key does not hear of them.
 */
public final class OrderDesk {
    private final LedgerLine line;
    private final TargetName target;
    private final Duration wait;
    private final UUID worker = UUID.randomUUID();

    public OrderDesk(LedgerLine line, TargetName target, Duration wait) {
        this.line = line;
        this.target = target;
        this.wait = wait;
    }

    /** All orders that are due; with {@code after} only those that changed since, and the ledger holds the request until some do. */
    public Orders next(OptionalLong after) {
        String query = "/v1/orders?target=" + target + "&worker=" + worker
                + (after.isPresent() ? "&after=" + after.getAsLong() : "")
                + "&wait=" + (after.isPresent() ? wait : Duration.ZERO);
        try (Answer answer = line.ask(query, wait)) {
            if (answer.status() == 403) {
                throw new LedgerUnavailable("the worker's account may not work on target " + target
                        + " (403): it needs order:work and the target");
            }
            if (answer.status() != 200) {
                throw answer.unexpected("the poll for orders");
            }
            return answer.as(Orders.class);
        }
    }

    /**
     * Whether this process may mend what it or another one has placed: of two that see the same loss only one. It keeps
     * what it got as long as it asks for orders.
     */
    public boolean lease(DeploymentId deployment) {
        try (Answer answer = line.tell("/v1/orders/" + deployment + "/lease?target=" + target + "&worker=" + worker)) {
            if (answer.status() != 204 && answer.status() != 409) {
                throw answer.unexpected("the lease of " + deployment);
            }
            return answer.status() == 204;
        }
    }
}
