package io.sealbook.projections.inventory;

import io.sealbook.access.AccessRefusal;
import io.sealbook.access.Caller;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.Page;
import io.sealbook.api.http.SecretAnswer;
import io.sealbook.api.http.VersionAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.projections.loop.Cursor;
import io.sealbook.projections.loop.Pages;
import io.sealbook.projections.loop.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Secrets without their values: one, many, and the history of one. */
@RestController
public final class InventoryRoutes {
    // Whoever may do one of these with a secret may know about it.
    private static final List<Action> SEEING =
            List.of(Action.SECRET_LIST, Action.VALUE_READ, Action.SECRET_WRITE, Action.SECRET_DESCRIBE);
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._/-]{0,1040}");
    private static final String PREFIX_RULE = "is the beginning of a path: letters, digits, '.', '_', '-' and '/'";

    private final InventoryQueries inventory;
    private final Progress progress;

    public InventoryRoutes(InventoryQueries inventory, Progress progress) {
        this.inventory = inventory;
        this.progress = progress;
    }

    @GetMapping("/v1/secrets/{*path}")
    ResponseEntity<SecretAnswer> secret(
            @AuthenticationPrincipal Caller caller, @PathVariable String path, @RequestParam @Nullable Long atLeast) {
        SecretPath secret = path(path);
        requireSight(caller, secret);
        Pages.awaitPosition(progress, Inventory.NAME, atLeast);
        SecretAnswer found = inventory.secret(secret).orElseThrow(Problem::notFound);
        return ResponseEntity.ok().eTag("\"" + found.revision() + "\"").body(found);
    }

    @GetMapping("/v1/versions/{*path}")
    Page<VersionAnswer> versions(
            @AuthenticationPrincipal Caller caller, @PathVariable String path, @RequestParam @Nullable Long atLeast) {
        SecretPath secret = path(path);
        requireSight(caller, secret);
        Pages.awaitPosition(progress, Inventory.NAME, atLeast);
        return inventory.versions(secret).orElseThrow(Problem::notFound);
    }

    @GetMapping("/v1/secrets")
    ResponseEntity<Page<SecretAnswer>> secrets(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(defaultValue = "") String prefix,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Long atLeast,
            ServerHttpRequest request) {
        caller.require(Action.SECRET_LIST);
        if (!PREFIX.matcher(prefix).matches()) {
            throw Problem.badRequest("prefix", PREFIX_RULE);
        }
        String after = Cursor.read(cursor, text -> new SecretPath(text).value());
        InventoryQueries.Wanted wanted = new InventoryQueries.Wanted(
                prefix, labels(request.getQueryParams().get("label")), Pages.limit(limit), after);
        Pages.awaitPosition(progress, Inventory.NAME, atLeast);
        return Pages.answer(inventory.secrets(wanted, path -> caller.may(Action.SECRET_LIST, path)), request);
    }

    // Decided by the rules alone, before anything is looked up: a refusal cannot tell whether the secret exists.
    private static void requireSight(Caller caller, SecretPath path) {
        if (SEEING.stream().noneMatch(action -> caller.may(action, path))) {
            throw new AccessRefusal(caller, Action.SECRET_LIST, path, null);
        }
    }

    private static SecretPath path(String variable) {
        try {
            return new SecretPath(variable.startsWith("/") ? variable.substring(1) : variable);
        } catch (IllegalArgumentException _) {
            throw Problem.badRequest("path", SecretPath.RULE);
        }
    }

    private static Map<String, String> labels(@Nullable List<String> wanted) {
        Map<String, String> labels = new HashMap<>();
        for (String given : wanted == null ? List.<String>of() : wanted) {
            String label = Objects.toString(given, ""); // a parameter without '=' has no value at all
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw Problem.badRequest("label", "is name=value");
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels;
    }
}
