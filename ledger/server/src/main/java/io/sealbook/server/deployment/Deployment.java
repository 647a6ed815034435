package io.sealbook.server.deployment;

import io.sealbook.api.AccountId;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TargetName;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentEvent.Step;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.StreamName;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.command.Entity;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/**
 * The state of one deployment. Generation 0 means that there is none.
 *
 * @param owner whose right to read the bound secrets counts
 * @param because the value that made the present generation necessary, if a rotation did
 * @param keeps the generation whose container may stay for the present one, which then changes no more than its files
 * @param steps how far each container of the present generation is, in the order that they were first heard of
 * @param reported what the worker last said of the present generation
 * @param thefts what is known of stolen tokens
 */
public record Deployment(
        DeploymentId id,
        int generation,
        Desired desired,
        DeploymentSpec spec,
        AccountId owner,
        @Nullable VersionedPath because,
        @Nullable Integer keeps,
        SequencedMap<String, Step> steps,
        @Nullable DeploymentEvent reported,
        Instant updatedAt,
        Thefts thefts) {
    public Deployment {
        steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
    }

    private static final AccountId NOBODY = new AccountId("nobody");
    private static final DeploymentSpec NOTHING = new DeploymentSpec(
            "", new TargetName("none"), "", List.of(), List.of(), DeploymentSpec.OnRotation.MANUAL, null);

    private static final SequencedMap<String, Step> NO_STEPS =
            Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

    /** How the state grows from its events. */
    public static final Entity<DeploymentId, Deployment> ENTITY = new Entity<>(
            DeploymentId.class,
            Deployment.class,
            StreamName::of,
            Set.of(
                    EventType.DEPLOYMENT_REQUESTED,
                    EventType.DEPLOYMENT_PROGRESSED,
                    EventType.DEPLOYMENT_PLACED,
                    EventType.DEPLOYMENT_FAILED,
                    EventType.DEPLOYMENT_STOPPED,
                    EventType.ALARM_RAISED),
            Deployment::nobodyWants,
            Deployment::after);

    private static Deployment nobodyWants(DeploymentId id) {
        return new Deployment(
                id, 0, Desired.STOPPED, NOTHING, NOBODY, null, null, NO_STEPS, null, Instant.EPOCH, Thefts.NONE);
    }

    static Deployment after(Deployment before, LedgerEvent event, EventMessage message) {
        if (event instanceof AlarmRaised alarm) {
            return before.alarmed(alarm);
        }
        return event instanceof DeploymentEvent change ? before.after(change, message.timestamp()) : before;
    }

    /** Whether it is stopped because a token was stolen, and stays so until a person redeploys it. */
    public boolean isQuarantined() {
        return desired == Desired.STOPPED && thefts.answered() != null;
    }

    Deployment after(DeploymentEvent event, Instant at) {
        return switch (event) {
            case DeploymentEvent.Requested wanted ->
                new Deployment(
                        id,
                        wanted.generation(),
                        wanted.desired(),
                        wanted.spec(),
                        wanted.owner(),
                        wanted.because(),
                        wanted.keeps(),
                        NO_STEPS,
                        null,
                        at,
                        thefts.after(wanted));
            case DeploymentEvent.Progressed progressed -> {
                SequencedMap<String, Step> further = new LinkedHashMap<>(steps);
                further.put(progressed.container(), progressed.step());
                yield reported(progressed, further, at);
            }
            case DeploymentEvent.Placed placed -> reported(placed, steps, at);
            case DeploymentEvent.Failed failed -> reported(failed, steps, at);
            case DeploymentEvent.Stopped stopped -> reported(stopped, steps, at);
        };
    }

    private Deployment reported(DeploymentEvent report, SequencedMap<String, Step> further, Instant at) {
        return new Deployment(id, generation, desired, spec, owner, because, keeps, further, report, at, thefts);
    }

    private Deployment alarmed(AlarmRaised alarm) {
        Thefts more = thefts.after(alarm);
        return new Deployment(id, generation, desired, spec, owner, because, keeps, steps, reported, updatedAt, more);
    }
}
