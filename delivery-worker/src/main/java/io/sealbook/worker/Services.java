package io.sealbook.worker;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.DeploymentSpec.Placement;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.place.EngineFault;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import io.sealbook.worker.place.ServicePlacement;
import io.sealbook.worker.place.Swarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of the work that a Swarm does: the orders for services, and the secrets that services left behind. */
final class Services {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final Means means;
    private final Swarm swarm;
    private final ServicePlacement placement;
    private final Placement preferred;

    /** @param preferred how secrets get there when an order does not say */
    Services(Means means, ServicePlacement placement, Placement preferred) {
        this.means = means;
        this.swarm = means.engine().swarm();
        this.placement = placement;
        this.preferred = preferred;
    }

    boolean take(Orders.Order order) {
        return (order.placement() == null ? preferred : order.placement()) == Placement.SWARM;
    }

    ServiceErrand errand(Places.Place place, Orders.Order order, BooleanSupplier overtaken, @Nullable String verdict) {
        return new ServiceErrand(means, placement, place, order, overtaken, verdict);
    }

    /** The deployments that have a service; none on an engine without a Swarm. */
    Set<DeploymentId> present() {
        return swarm.unfit().isPresent()
                ? Set.of()
                : swarm.services(means.target()).stream()
                        .map(Service::deployment)
                        .collect(Collectors.toSet());
    }

    /**
     * Removes secrets that no service needs any more and that are older than {@code grace}. {@code unlessBusy} keeps
     * others from a deployment while its secrets are removed, and lets it be when they are at work.
     */
    void sweep(Duration grace, BiConsumer<DeploymentId, Runnable> unlessBusy) {
        Predicate<KeptSecret> old = secret -> !secret.created().plus(grace).isAfter(Instant.now());
        orLater(() -> {
            if (swarm.unfit().isEmpty()) {
                swarm.secrets(means.target()).stream()
                        .filter(old)
                        .map(KeptSecret::deployment)
                        .distinct()
                        .forEach(deployment ->
                                unlessBusy.accept(deployment, () -> orLater(() -> sweep(deployment, old))));
            }
        });
    }

    private static void orLater(Runnable sweeping) {
        try {
            sweeping.run();
        } catch (EngineFault fault) {
            LOG.warn("left-over secrets were not looked for: {}", fault.getMessage());
        }
    }

    private void sweep(DeploymentId deployment, Predicate<KeptSecret> old) {
        // Secrets first: a service that comes in between is seen.
        List<KeptSecret> secrets = swarm.secrets(means.target());
        Optional<Service> service = swarm.services(means.target()).stream()
                .filter(one -> one.deployment().equals(deployment))
                .findFirst();
        secrets.stream()
                .filter(old.and(secret -> secret.deployment().equals(deployment)))
                .filter(secret -> service.isEmpty() || !needs(service.get(), secret))
                .forEach(secret -> {
                    LOG.info("removing the left-over secret {}", secret.name());
                    swarm.forget(secret);
                });
    }

    /** An update that has not succeeded may have to go back. */
    private static boolean needs(Service service, KeptSecret secret) {
        return secret.generation() == service.generation()
                || switch (service.update()) {
                    case UNDERWAY, PAUSED, ROLLING_BACK, ROLLBACK_PAUSED -> true;
                    case NONE, COMPLETED, ROLLED_BACK -> false;
                };
    }
}
