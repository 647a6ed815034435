package io.sealbook.server.token;

import io.sealbook.access.Caller;
import io.sealbook.access.Credential;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.Provenance;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.server.command.Command;
import io.sealbook.store.Idempotency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked of bootstrap tokens. */
sealed interface TokenCommand<R> extends Command<R> {

    record Issue(
            Caller caller,
            DeploymentId deployment,
            Credential.Minted credential,
            Instant expiresAt,
            List<String> networks,
            TokenEvent.Purpose purpose,
            @Nullable String sealTo,
            Instant at,
            @Nullable Idempotency idempotency)
            implements TokenCommand<TokenId> {
        @Override
        public Provenance provenance() {
            return caller.provenance();
        }

        TokenId token() {
            return new TokenId(credential.id());
        }
    }

    /** Somebody presents a token, without any other identity. */
    record Consume(
            Credential.Presented presented,
            @Nullable Digest nonce,
            @Nullable String publicKey,
            Provenance provenance,
            Instant at)
            implements TokenCommand<Redemption> {
        TokenId token() {
            return new TokenId(presented.id());
        }
    }

    record Revoke(Caller caller, TokenId token, @Nullable String reason, Instant at)
            implements TokenCommand<BootstrapToken> {
        @Override
        public Provenance provenance() {
            return caller.provenance();
        }
    }

    /** Refusals that changed nothing, of which the last came just now. */
    record PutOnRecord(Redemption.Refused refusal, int count, Provenance provenance, Instant at)
            implements TokenCommand<Redemption.Refused> {}

    /** What presenting a token comes to. All but the first look alike to the caller, who is not told why. */
    sealed interface Redemption {
        /** These values may now be opened, and told to whoever has the key {@code sealTo}; without one, as they are. */
        record Granted(
                DeploymentId deployment,
                int generation,
                List<Grant> grants,
                @Nullable String sealTo) implements Redemption {}

        /** Nothing: nobody issued such a token. */
        record Unknown() implements Redemption {}

        /** Nothing, and nothing has changed: it is still to be put on record. */
        record Refused(TokenEvent.Refused event, @Nullable AlarmRaised alarm) implements Redemption {}

        /** Nothing, and the token is spoilt; that is on record. */
        record Burnt() implements Redemption {}
    }

    /** One file of the delivery, and the event that carries its value. */
    record Grant(Binding binding, UUID event, int version) {}
}
