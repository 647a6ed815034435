package io.sealbook.projections.deployments;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.Orders;
import io.sealbook.edge.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a worker shall do on one of its targets, held open until there is something, and what it may mend there. */
@RestController
public final class OrderRoutes {
    private static final Duration WAIT_AT_MOST = Duration.ofSeconds(30);

    private static final Pattern WORKER = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final OrderDesk desk;
    private final BiPredicate<Caller, TargetName> admitted;

    /** @param admitted whether a caller who was let in still may work on this target */
    public OrderRoutes(OrderDesk desk, BiPredicate<Caller, TargetName> admitted) {
        this.desk = desk;
        this.admitted = admitted;
    }

    @GetMapping("/v1/orders")
    Orders orders(
            @AuthenticationPrincipal Caller caller,
            @RequestParam String target,
            @RequestParam @Nullable Long after,
            @RequestParam @Nullable String wait,
            @RequestParam @Nullable String worker)
            throws InterruptedException {
        TargetName name = target(target);
        Duration patience = duration(wait);
        String holder = holder(caller, worker);
        if (after != null && after < -1) {
            throw Problem.badRequest("after", "is the position of an earlier answer");
        }
        admit(caller, name);
        return desk.next(
                        name,
                        holder,
                        after == null ? OptionalLong.empty() : OptionalLong.of(after),
                        patience,
                        () -> admitted.test(caller, name))
                .orElseThrow(() -> refusal(caller));
    }

    @PostMapping("/v1/orders/{id}/lease")
    ResponseEntity<Void> mend(
            @AuthenticationPrincipal Caller caller,
            @PathVariable DeploymentId id,
            @RequestParam String target,
            @RequestParam @Nullable String worker) {
        TargetName name = target(target);
        if (!desk.mend(name, admitted(caller, name, worker), id)) {
            throw desk.knows(name, id)
                    ? Problem.conflict("leased", "Another process mends the deployment, or an order for it is due.")
                    : Problem.notFound();
        }
        return ResponseEntity.noContent().build();
    }

    @DeleteMapping("/v1/orders/{id}/lease")
    ResponseEntity<Void> mended(
            @AuthenticationPrincipal Caller caller,
            @PathVariable DeploymentId id,
            @RequestParam String target,
            @RequestParam @Nullable String worker) {
        desk.mended(admitted(caller, target(target), worker), id);
        return ResponseEntity.noContent().build();
    }

    private static TargetName target(String text) {
        return DeploymentRoutes.id("target", text, TargetName::new, TargetName.RULE);
    }

    private static String admitted(Caller caller, TargetName target, @Nullable String worker) {
        String holder = holder(caller, worker);
        admit(caller, target);
        return holder;
    }

    private static String holder(Caller caller, @Nullable String worker) {
        if (worker != null && !WORKER.matcher(worker).matches()) {
            throw Problem.badRequest("worker", "is 1 to 64 letters, digits or '-'");
        }
        return caller.account() + "/" + caller.key() + (worker == null ? "" : "/" + worker);
    }

    private static void admit(Caller caller, TargetName target) {
        if (!caller.may(Action.ORDER_WORK) || !caller.targets().contains(target)) {
            throw refusal(caller);
        }
    }

    private static AccessRefusal refusal(Caller caller) {
        return new AccessRefusal(caller, Action.ORDER_WORK, null, null);
    }

    private static Duration duration(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        try {
            Duration asked = Duration.parse(wait);
            if (!asked.isNegative() && asked.compareTo(WAIT_AT_MOST) <= 0) {
                return asked;
            }
        } catch (DateTimeParseException _) {
            // Told below, in the same words.
        }
        throw Problem.badRequest("wait", "is an ISO 8601 duration of at most PT30S");
    }
}
