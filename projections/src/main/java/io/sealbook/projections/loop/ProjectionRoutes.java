package io.sealbook.projections.loop;

import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.Page;
import io.sealbook.edge.Problem;
import io.sealbook.store.LedgerReader;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/system/projections}: how far the read models are, and rebuilding one while it serves. */
@RestController
public final class ProjectionRoutes {
    private final Rebuilds rebuilds;
    private final LedgerReader reader;

    public ProjectionRoutes(Rebuilds rebuilds, LedgerReader reader) {
        this.rebuilds = rebuilds;
        this.reader = reader;
    }

    @GetMapping("/v1/system/projections")
    Page<ProjectionAnswer> projections(@AuthenticationPrincipal Caller caller) {
        caller.require(Action.AUDIT_READ);
        long size = reader.size();
        return new Page<>(rebuilds.standing(size), null, size - 1);
    }

    @PostMapping("/v1/system/projections/{name}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void replay(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        caller.require(Action.KEYS_ADMIN);
        if (!rebuilds.begin(name)) {
            throw Problem.notFound();
        }
    }
}
