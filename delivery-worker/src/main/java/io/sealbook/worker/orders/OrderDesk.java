package io.sealbook.worker.orders;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.line.Answer;
import io.sealbook.worker.line.LedgerLine;
import io.sealbook.worker.line.LedgerUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the worker hears what is wanted on its target. An order repeats until it is reported; hearing it twice is normal.
 * The ledger leases orders to this process: another one with the same key does not hear of them.
 */
public final class OrderDesk {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

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

    /** The right to mend what was placed, which of several processes one has at a time, and only while no order is due. */
    public final class Mending implements AutoCloseable {
        private final DeploymentId deployment;

        private Mending(DeploymentId deployment) {
            this.deployment = deployment;
        }

        /** Gives the right back. It ends with this process in any case. */
        @Override
        public void close() {
            try (Answer answer = line.withdraw(lease(deployment))) {
                LOG.debug("{} is given back: {}", deployment, answer.status());
            } catch (LedgerUnavailable unheard) {
                LOG.debug("{} is given back, which nobody heard", deployment, unheard);
            }
        }
    }

    /** Empty while another process has it, or an order is due. */
    public Optional<Mending> mend(DeploymentId deployment) {
        try (Answer answer = line.tell(lease(deployment))) {
            switch (answer.status()) {
                case 204 -> {
                    return Optional.of(new Mending(deployment));
                }
                case 409 -> LOG.info("{} is another process's to mend", deployment);
                case 404 -> LOG.warn("the ledger knows no deployment {} on target {}", deployment, target);
                default -> throw answer.unexpected("the lease of " + deployment);
            }
            return Optional.empty();
        }
    }

    private String lease(DeploymentId deployment) {
        return "/v1/orders/" + deployment + "/lease?target=" + target + "&worker=" + worker;
    }
}
