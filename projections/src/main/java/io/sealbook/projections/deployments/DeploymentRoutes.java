package io.sealbook.projections.deployments;

import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.DeploymentAnswer;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.TokenAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.projections.loop.Pages;
import io.sealbook.projections.loop.Progress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Deployments and the state of bootstrap tokens, for those who may read deployments or the trail. */
@RestController
public final class DeploymentRoutes {
    private final DeploymentQueries deployments;
    private final Progress progress;

    public DeploymentRoutes(DeploymentQueries deployments, Progress progress) {
        this.deployments = deployments;
        this.progress = progress;
    }

    @GetMapping("/v1/deployments/{id}")
    DeploymentAnswer deployment(
            @AuthenticationPrincipal Caller caller, @PathVariable String id, @RequestParam @Nullable Long atLeast) {
        requireSight(caller, Action.DEPLOYMENT_READ);
        DeploymentId deployment = id("id", id, DeploymentId::new, DeploymentId.RULE);
        Pages.awaitPosition(progress, Deployments.NAME, atLeast);
        return deployments.deployment(deployment).orElseThrow(Problem::notFound);
    }

    @GetMapping("/v1/deployments")
    ResponseEntity<Page<DeploymentAnswer>> deployments(
            @AuthenticationPrincipal Caller caller,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Long atLeast,
            ServerHttpRequest request) {
        requireSight(caller, Action.DEPLOYMENT_READ);
        int most = Pages.limit(limit);
        String after = Cursor.read(cursor, text -> new DeploymentId(text).value());
        Pages.awaitPosition(progress, Deployments.NAME, atLeast);
        return Pages.answer(deployments.deployments(most, after), request);
    }

    @GetMapping("/v1/bootstrap-tokens/{id}")
    TokenAnswer token(
            @AuthenticationPrincipal Caller caller, @PathVariable String id, @RequestParam @Nullable Long atLeast) {
        requireSight(caller, Action.TOKEN_ISSUE);
        TokenId token = id("id", id, TokenId::new, TokenId.RULE);
        Pages.awaitPosition(progress, Deployments.NAME, atLeast);
        return deployments.token(token).orElseThrow(Problem::notFound);
    }

    private static void requireSight(Caller caller, Action action) {
        if (!caller.may(Action.AUDIT_READ)) {
            caller.require(action);
        }
    }

    static <T> T id(String name, String text, Function<String, T> form, String rule) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException _) {
            throw Problem.badRequest(name, rule);
        }
    }
}
