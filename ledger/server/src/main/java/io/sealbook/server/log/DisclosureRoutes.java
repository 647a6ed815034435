package io.sealbook.server.log;

import io.sealbook.access.Caller;
import io.sealbook.api.access.Action;
import io.sealbook.api.http.DisclosedField;
import io.sealbook.api.http.DisclosuresAnswer;
import io.sealbook.edge.Problem;
import io.sealbook.proof.Disclosure;
import io.sealbook.store.EventDisclosures;
import java.util.Base64;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lets an auditor tell a stranger single fields of an event, each with its proof and without the others. */
@RestController
public final class DisclosureRoutes {
    private final EventDisclosures disclosures;

    public DisclosureRoutes(EventDisclosures disclosures) {
        this.disclosures = disclosures;
    }

    @GetMapping("/v1/log/disclosures/{position}")
    ResponseEntity<DisclosuresAnswer> disclosures(@AuthenticationPrincipal Caller caller, @PathVariable long position) {
        caller.require(Action.AUDIT_READ);
        if (position < 0) {
            throw Problem.badRequest("position", "is a position in the ledger, from 0 on");
        }
        EventDisclosures.Disclosed disclosed = disclosures.at(position).orElseThrow(Problem::notFound);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer(position, disclosed));
    }

    private static DisclosuresAnswer answer(long position, EventDisclosures.Disclosed disclosed) {
        return new DisclosuresAnswer(
                disclosed.event().toString(),
                position,
                Base64.getEncoder().encodeToString(disclosed.leaf()),
                disclosed.disclosures().stream()
                        .map(text -> new DisclosedField(Disclosure.read(text).name(), text))
                        .toList());
    }
}
