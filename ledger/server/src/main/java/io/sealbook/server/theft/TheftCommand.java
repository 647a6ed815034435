package io.sealbook.server.theft;

import io.sealbook.access.Caller;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.seal.SealedValue;
import io.sealbook.server.command.Command;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked when a token was stolen. */
sealed interface TheftCommand<R> extends Command<R> {
    Caller caller();

    DeploymentId deployment();

    TokenId token();

    @Override
    default Provenance provenance() {
        return caller().provenance();
    }

    /** Which values the response would need, and how they are made. Changes nothing. */
    record Assess(Caller caller, DeploymentId deployment, TokenId token, Instant at)
            implements TheftCommand<Assessment> {}

    /** Whatever the policy says, with values that were made and sealed for it. */
    record Respond(
            Caller caller,
            DeploymentId deployment,
            TokenId token,
            Map<SecretPath, Fresh> values,
            Instant at,
            @Nullable Idempotency idempotency)
            implements TheftCommand<Response> {
        public Respond {
            values = Map.copyOf(values);
        }
    }

    /** Empty where nothing is to be made, in the order of the bindings. */
    record Assessment(Map<SecretPath, Generate> toMake) {
        public Assessment {
            toMake = Collections.unmodifiableMap(new LinkedHashMap<>(toMake));
        }
    }

    /** A new value, and the event that it was sealed for. */
    record Fresh(UUID event, SealedValue value) {}

    /** What became of it. */
    enum Response {
        /** Nothing: there was no theft, or it is settled, or the policy leaves it at the alarm. */
        NONE,
        /** Nothing yet: the deployment has changed, and needs other values than were made. */
        OTHER_VALUES,
        QUARANTINED,
        REDEPLOYED
    }
}
