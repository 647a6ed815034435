package io.sealbook.server.refusal;

import io.sealbook.access.Caller;
import io.sealbook.access.RefusalRecorder;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.RefusalReport;
import io.sealbook.edge.Problem;
import io.sealbook.server.command.Texts;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where services that may not append report what they refused. */
@RestController
public final class RefusalRoutes {
    private final RefusalRecorder recorder;

    public RefusalRoutes(RefusalRecorder recorder) {
        this.recorder = recorder;
    }

    @PostMapping("/v1/refusals")
    ResponseEntity<Void> report(@AuthenticationPrincipal Caller caller, @RequestBody RefusalReport body) {
        caller.require(Action.LEDGER_REPORT);
        Texts.check("/actor/id", body.actor().id(), 128);
        Texts.check("/requestId", body.requestId(), 128);
        Texts.check("/from", body.from(), 64);
        if (body.count() < 1) {
            throw Problem.badRequest("/count", "1 or more");
        }
        recorder.record(body);
        return ResponseEntity.noContent().build();
    }
}
