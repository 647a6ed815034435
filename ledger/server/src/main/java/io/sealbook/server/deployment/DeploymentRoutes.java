package io.sealbook.server.deployment;

import com.fasterxml.uuid.Generators;
import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.api.http.DeploymentAnswer;
import io.sealbook.api.http.LedgerPosition;
import io.sealbook.api.http.Reason;
import io.sealbook.api.http.Report;
import io.sealbook.api.http.RequestDeployment;
import io.sealbook.server.command.Commands;
import io.sealbook.server.command.Idempotent;
import io.sealbook.server.command.Receipt;
import io.sealbook.server.command.Texts;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The routes that want deployments, and the one by which workers say what came of it. */
@RestController
public final class DeploymentRoutes {
    private final Commands commands;
    private final Idempotent idempotent;
    private final Clock clock;

    public DeploymentRoutes(Commands commands, Idempotent idempotent, Clock clock) {
        this.commands = commands;
        this.idempotent = idempotent;
        this.clock = clock;
    }

    @PostMapping("/v1/deployments")
    ResponseEntity<DeploymentAnswer> request(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody RequestDeployment body) {
        caller.require(Action.DEPLOYMENT_WRITE);
        DeploymentSpec spec = DeploymentRules.check(body);
        DeploymentId id = new DeploymentId(
                Generators.timeBasedEpochRandomGenerator().generate().toString());
        return accepted(commands.send(new DeploymentCommand.Request(
                caller, id, spec, clock.instant(), idempotent.of(key, caller, "deploy", spec))));
    }

    @PostMapping("/v1/deployments/{id}/redeploy")
    ResponseEntity<DeploymentAnswer> redeploy(
            @AuthenticationPrincipal Caller caller,
            @PathVariable DeploymentId id,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody(required = false) @Nullable Reason body) {
        VersionedPath because = body == null ? null : body.because();
        if (!caller.may(Action.LEDGER_REPORT)) {
            caller.require(Action.DEPLOYMENT_WRITE);
        }
        return accepted(commands.send(new DeploymentCommand.Redeploy(
                caller,
                id,
                because,
                Texts.reason(body == null ? null : body.reason()),
                clock.instant(),
                idempotent.of(key, caller, "redeploy", id, body))));
    }

    @PostMapping("/v1/deployments/{id}/stop")
    ResponseEntity<DeploymentAnswer> stop(
            @AuthenticationPrincipal Caller caller,
            @PathVariable DeploymentId id,
            @RequestHeader(name = Idempotent.HEADER, required = false) @Nullable String key,
            @RequestBody(required = false) @Nullable Reason body) {
        caller.require(Action.DEPLOYMENT_WRITE);
        return accepted(commands.send(new DeploymentCommand.Stop(
                caller,
                id,
                Texts.reason(body == null ? null : body.reason()),
                clock.instant(),
                idempotent.of(key, caller, "stop", id, body))));
    }

    @PostMapping("/v1/deployments/{id}/reports")
    ResponseEntity<Void> report(
            @AuthenticationPrincipal Caller caller, @PathVariable DeploymentId id, @RequestBody Report body) {
        caller.require(Action.ORDER_WORK);
        DeploymentEvent report = ReportRules.check(id, body);
        Receipt<Deployment> receipt = commands.send(new DeploymentCommand.Told(caller, id, report, clock.instant()));
        return ResponseEntity.noContent()
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .build();
    }

    private static ResponseEntity<DeploymentAnswer> accepted(Receipt<Deployment> receipt) {
        Deployment deployment = receipt.answer();
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .location(URI.create("/v1/deployments/" + deployment.id()))
                .header(LedgerPosition.HEADER, Long.toString(receipt.position()))
                .body(answer(deployment, receipt.position()));
    }

    private static DeploymentAnswer answer(Deployment deployment, long position) {
        DeploymentEvent reported = deployment.reported();
        DeploymentSpec spec = deployment.spec();
        List<DeploymentAnswer.Bound> bound = spec.secrets().stream()
                .map(binding -> new DeploymentAnswer.Bound(
                        binding.path(),
                        binding.file(),
                        null,
                        null,
                        binding.version() == null ? spec.onRotation(binding) : null))
                .toList();
        List<DeploymentAnswer.Container> containers = deployment.steps().entrySet().stream()
                .map(known -> new DeploymentAnswer.Container(known.getKey(), known.getValue()))
                .toList();
        return new DeploymentAnswer(
                deployment.id(),
                spec.name(),
                spec.target(),
                spec.image(),
                deployment.generation(),
                deployment.desired(),
                state(deployment, reported),
                bound,
                reported instanceof DeploymentEvent.Placed placed ? placed.container() : null,
                reported instanceof DeploymentEvent.Failed failed ? failed.problem() : null,
                spec.placement(),
                spec.hosting(),
                spec.imageCredentials(),
                spec.onTheft(),
                containers,
                deployment.updatedAt(),
                position);
    }

    private static DeploymentAnswer.State state(Deployment deployment, @Nullable DeploymentEvent reported) {
        if (deployment.isQuarantined() && !(reported instanceof DeploymentEvent.Failed)) {
            return DeploymentAnswer.State.QUARANTINED;
        }
        return switch (reported) {
            case null -> DeploymentAnswer.State.PENDING;
            case DeploymentEvent.Requested requested -> DeploymentAnswer.State.PENDING;
            case DeploymentEvent.Progressed progressed -> DeploymentAnswer.State.PLACING;
            case DeploymentEvent.Placed placed ->
                deployment.desired() == Desired.RUNNING
                        ? DeploymentAnswer.State.RUNNING
                        : DeploymentAnswer.State.PENDING;
            case DeploymentEvent.Failed failed -> DeploymentAnswer.State.FAILED;
            case DeploymentEvent.Stopped stopped -> DeploymentAnswer.State.STOPPED;
        };
    }
}
