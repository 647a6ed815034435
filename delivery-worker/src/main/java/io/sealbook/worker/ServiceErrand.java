package io.sealbook.worker;

import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.http.Orders;
import io.sealbook.worker.Errand.Outcome;
import io.sealbook.worker.ServiceStep.Wait;
import io.sealbook.worker.place.Creation;
import io.sealbook.worker.place.KeptSecret;
import io.sealbook.worker.place.Service;
import io.sealbook.worker.place.ServiceBlueprint;
import io.sealbook.worker.place.ServicePlacement;
import io.sealbook.worker.place.ServicePlan;
import io.sealbook.worker.place.Swarm;
import io.sealbook.worker.redeem.Redeemed;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run at an order that a Swarm carries out, as {@link Errand} is one at an order for a container. */
final class ServiceErrand {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceErrand.class);
    private static final Duration GLANCE = Duration.ofMillis(200);
    private static final Duration STARTING = Duration.ofMinutes(1);
    private static final Duration ENGINES_OWN = Duration.ofSeconds(30);
    // For a health check that the image brings: how long it takes is not known here.
    private static final Duration FOREIGN_HEALTH = Duration.ofMinutes(4);
    // Far more than any way through the course has, waiting apart.
    private static final int MOST_STEPS = 400;

    private final Means means;
    private final Swarm swarm;
    private final ServicePlacement placement;
    private final Places.Place place;
    private final Orders.Order order;
    private final BooleanSupplier overtaken;
    private final Map<Wait, Long> deadlines = new EnumMap<>(Wait.class);
    private final Set<String> stubborn = new HashSet<>();
    private final Set<DeploymentEvent.Step> told = EnumSet.noneOf(DeploymentEvent.Step.class);
    private @Nullable ServicePlan plan;
    private Rollout progress;

    ServiceErrand(
            Means means,
            ServicePlacement placement,
            Places.Place place,
            Orders.Order order,
            BooleanSupplier overtaken,
            @Nullable String verdict) {
        this.means = means;
        this.swarm = means.engine().swarm();
        this.placement = placement;
        this.place = place;
        this.order = order;
        this.overtaken = overtaken;
        this.progress = verdict == null ? Rollout.NONE : Rollout.NONE.givingUp(verdict);
    }

    Outcome run() {
        Optional<String> unfit = swarm.unfit();
        if (unfit.isPresent()) {
            return new Outcome.Failed(unfit.get());
        }
        int steps = 0;
        while (steps < MOST_STEPS) {
            if (overtaken.getAsBoolean()) {
                return new Outcome.Overtaken();
            }
            ServiceStep step = ServiceCourse.next(order, look(), progress);
            if (step instanceof ServiceStep.Await(Wait what)) {
                await(what);
            } else {
                steps++;
                LOG.debug("{} generation {}: {}", order.deployment(), order.generation(), step);
                Optional<Outcome> outcome = perform(step);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
        }
        return new Outcome.Failed("somebody else keeps changing this deployment's service");
    }

    private ServiceSight look() {
        return new ServiceSight(
                swarm.services(means.target()).stream()
                        .filter(service -> service.deployment().equals(order.deployment()))
                        .findFirst()
                        .orElse(null),
                swarm.holder(order.name()).orElse(null),
                swarm.secrets(means.target()).stream()
                        .filter(secret -> secret.deployment().equals(order.deployment()))
                        .filter(secret -> !stubborn.contains(secret.id()))
                        .toList(),
                swarm.tasks(order.deployment()));
    }

    private Optional<Outcome> perform(ServiceStep step) {
        switch (step) {
            case ServiceStep.Keep() -> planned(_ -> keep());
            case ServiceStep.Forget(KeptSecret secret) -> {
                if (!swarm.forget(secret)) {
                    LOG.warn("the secret {} is named by a service that is not this deployment's; it stays", secret);
                    stubborn.add(secret.id());
                }
            }
            case ServiceStep.Create(List<KeptSecret> secrets) -> planned(plan -> create(plan.with(secrets)));
            case ServiceStep.Update(Service service, List<KeptSecret> secrets) ->
                planned(plan -> update(service, plan.with(secrets)));
            case ServiceStep.RollBack(Service service) -> {
                swarm.rollBack(service);
                progress = progress.afterRollBack();
            }
            case ServiceStep.Remove(Service service) -> swarm.remove(service);
            case ServiceStep.Await(Wait what) -> await(what);
            case ServiceStep.Watch(Service service, Set<String> tasks) -> watch(service, tasks);
            case ServiceStep.GiveUp(String problem) -> giveUp(problem);
            case ServiceStep.WentBack(Service service) -> {
                progress = progress.afterGoingBack();
                tell(service.id(), DeploymentEvent.Step.ROLLED_BACK);
            }
            case ServiceStep.Placed(Service service, var versions) -> {
                return Optional.of(new Outcome.Placed(service.id(), versions));
            }
            case ServiceStep.Failed(String problem) -> {
                return Optional.of(new Outcome.Failed(problem));
            }
            case ServiceStep.Stopped() -> {
                return Optional.of(new Outcome.Stopped());
            }
            case ServiceStep.Overtaken() -> {
                return Optional.of(new Outcome.Overtaken());
            }
        }
        return Optional.empty();
    }

    /** Everything that can be objected to is, before a secret is asked for. */
    private void planned(Consumer<ServiceBlueprint> doing) {
        ServicePlan known = plan == null ? placement.plan(order) : plan;
        plan = known;
        switch (known) {
            case ServicePlan.Objection(String problem) -> giveUp(problem);
            case ServicePlan.ImageMissing() -> {
                plan = null;
                means.images().fetch(order).ifPresent(this::giveUp);
            }
            case ServiceBlueprint blueprint -> doing.accept(blueprint);
        }
    }

    private void keep() {
        switch (means.redeemer().redeem(order.deployment())) {
            case Redeemed.Refused(String problem) -> giveUp(problem);
            case Redeemed.Revealed(var delivered) -> {
                try (delivered) {
                    if (delivered.generation() == order.generation()) {
                        placement.keep(order, delivered).ifPresent(this::giveUp);
                    } else {
                        giveUp("the ledger has moved on to generation " + delivered.generation());
                    }
                }
            }
        }
    }

    private void create(ServiceBlueprint blueprint) {
        switch (swarm.create(blueprint)) {
            case Creation.Made(String id) -> tell(id, DeploymentEvent.Step.STARTED);
            // The next look shows whose it is.
            case Creation.NameTaken() -> LOG.debug("the name {} is taken", order.name());
            case Creation.Unfit(String problem) -> giveUp("the Swarm refuses this service: " + problem);
        }
    }

    private void update(Service service, ServiceBlueprint blueprint) {
        if (swarm.update(service, blueprint)) {
            progress = progress.afterUpdate();
            tell(service.id(), DeploymentEvent.Step.STARTED);
        }
    }

    private void await(Wait what) {
        long deadline = deadlines.computeIfAbsent(
                what, _ -> System.nanoTime() + patience().toNanos());
        if (System.nanoTime() > deadline) {
            progress = progress.waitedInVain(what);
        } else {
            place.rest(GLANCE);
        }
    }

    /** Longer than anything that ends well: every task in turn, started, found healthy and watched. */
    private Duration patience() {
        DeploymentSpec.Health health =
                order.hosting() == null ? null : order.hosting().health();
        Integer replicas = order.hosting() == null ? null : order.hosting().replicas();
        Duration each = means.settle().plus(STARTING).plus(health == null ? FOREIGN_HEALTH : untilHealthy(health));
        return each.multipliedBy(replicas == null ? 1 : replicas);
    }

    private static Duration untilHealthy(DeploymentSpec.Health health) {
        Duration round = or(health.interval(), ENGINES_OWN).plus(or(health.timeout(), ENGINES_OWN));
        int rounds = 1 + (health.retries() == null ? 3 : health.retries());
        return or(health.startPeriod(), Duration.ZERO).plus(round.multipliedBy(rounds));
    }

    private static Duration or(@Nullable Duration given, Duration otherwise) {
        return given == null ? otherwise : given;
    }

    private void watch(Service service, Set<String> tasks) {
        long until = System.nanoTime() + means.settle().toNanos();
        while (System.nanoTime() < until) {
            place.rest(GLANCE);
            if (overtaken.getAsBoolean()) {
                return;
            }
            if (!look().atWork(order.generation()).equals(tasks)) {
                giveUp("the service does not keep running: tasks of it ended within "
                        + means.settle().toMillis() + " ms");
                return;
            }
        }
        progress = progress.steady(tasks);
        if (order.hosting() != null && order.hosting().health() != null) {
            tell(service.id(), DeploymentEvent.Step.HEALTHY);
        }
    }

    private void tell(String service, DeploymentEvent.Step step) {
        if (told.add(step)) {
            means.reporter().progress(order.deployment(), order.generation(), service, step);
        }
    }

    private void giveUp(String problem) {
        LOG.warn("{} generation {}: {}", order.deployment(), order.generation(), problem);
        progress = progress.givingUp(problem);
    }
}
