package io.sealbook.projections.deployments;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.Caller;
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
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/orders}: what a worker shall do on one of its targets. Held open until there is something. */
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
        TargetName name = DeploymentRoutes.id("target", target, TargetName::new, TargetName.RULE);
        Duration patience = duration(wait);
        if (worker != null && !WORKER.matcher(worker).matches()) {
            throw Problem.badRequest("worker", "is 1 to 64 letters, digits or '-'");
        }
        if (after != null && after < -1) {
            throw Problem.badRequest("after", "is the position of an earlier answer");
        }
        if (!caller.may(Action.ORDER_WORK) || !caller.targets().contains(name)) {
            throw refusal(caller);
        }
        return desk.next(
                        name,
                        caller.account() + "/" + caller.key() + (worker == null ? "" : "/" + worker),
                        after == null ? OptionalLong.empty() : OptionalLong.of(after),
                        patience,
                        () -> admitted.test(caller, name))
                .orElseThrow(() -> refusal(caller));
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
