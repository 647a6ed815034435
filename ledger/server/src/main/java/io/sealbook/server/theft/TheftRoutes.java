package io.sealbook.server.theft;

import com.fasterxml.uuid.Generators;
import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.Plaintext;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.StreamName;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.RotateSecret;
import io.sealbook.api.http.StolenToken;
import io.sealbook.edge.Problem;
import io.sealbook.seal.ValueSeal;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.secret.Values;
import io.sealbook.server.theft.TheftCommand.Fresh;
import io.sealbook.server.theft.TheftCommand.Response;
import io.sealbook.store.Idempotency;
import io.sealbook.store.LedgerEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Where it is asked that a deployment does about a stolen token what its policy says. */
@RestController
public final class TheftRoutes {
    private static final int ATTEMPTS = 5;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Commands commands;
    private final LedgerEngine engine;
    private final ValueSeal seal;
    private final Values values;
    private final Idempotent idempotent;
    private final Clock clock;

    public TheftRoutes(
            Commands commands, LedgerEngine engine, ValueSeal seal, Values values, Idempotent idempotent, Clock clock) {
        this.commands = commands;
        this.engine = engine;
        this.seal = seal;
        this.values = values;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @PostMapping("/v1/deployments/{id}/thefts")
    ResponseEntity<Void> respond(
            @AuthenticationPrincipal Caller caller,
            @PathVariable DeploymentId id,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody StolenToken body) {
        caller.require(Action.LEDGER_REPORT);
        Receipt<Response> receipt = respond(caller, id, body.token(), idempotent.of(key, caller, "theft", id, body));
        return ResponseEntity.noContent()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .build();
    }

    // Values are made and sealed before the decision; one that turns out not to be needed opens for nobody.
    private Receipt<Response> respond(
            Caller caller, DeploymentId id, TokenId token, @Nullable Idempotency idempotency) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<SecretPath, Generate> toMake = commands.send(
                            new TheftCommand.Assess(caller, id, token, clock.instant()))
                    .answer()
                    .toMake();
            Receipt<Response> receipt = commands.send(
                    new TheftCommand.Respond(caller, id, token, made(toMake), clock.instant(), idempotency));
            if (receipt.answer() != Response.OTHER_VALUES) {
                return receipt;
            }
        }
        throw Problem.unavailable("ledger-unavailable", "The deployment keeps changing.", RETRY);
    }

    private Map<SecretPath, Fresh> made(Map<SecretPath, Generate> toMake) {
        Map<SecretPath, Fresh> made = new HashMap<>();
        toMake.forEach((path, generate) -> {
            UUID event = Generators.timeBasedEpochRandomGenerator().generate();
            String stream = StreamName.of(path).toString();
            try (Plaintext plaintext =
                    values.generate(new RotateSecret.Generate(generate.length(), generate.alphabet()))) {
                made.put(
                        path,
                        new Fresh(
                                event,
                                seal.seal(
                                        plaintext,
                                        engine.sealContext(stream, event, EventType.SECRET_ROTATED.wire()))));
            }
        });
        return made;
    }
}
