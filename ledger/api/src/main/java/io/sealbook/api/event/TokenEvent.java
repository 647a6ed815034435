package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonView;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of one bootstrap token, from its issue to its only use. */
public sealed interface TokenEvent extends LedgerEvent {
    TokenId token();

    DeploymentId deployment();

    @Override
    default StreamName stream() {
        return StreamName.of(token());
    }

    @Override
    default List<StreamName> alsoIn() {
        return List.of(StreamName.of(deployment()));
    }

    /**
     * A token exists. Only its digest is kept; {@code networks} are CIDR blocks, empty for anywhere.
     *
     * @param purpose what it opens; absent for the files
     * @param sealTo the X25519 public key (base64) that the answer is sealed to, whoever presents the token
     */
    record Issued(
            TokenId token,
            DeploymentId deployment,
            int generation,
            Instant expiresAt,
            List<String> networks,
            @JsonView(Inside.class) Digest digest,
            @Nullable Purpose purpose,
            @Nullable String sealTo)
            implements TokenEvent {
        public Issued {
            networks = List.copyOf(networks);
        }

        public Issued(
                TokenId token,
                DeploymentId deployment,
                int generation,
                Instant expiresAt,
                List<String> networks,
                Digest digest) {
            this(token, deployment, generation, expiresAt, networks, digest, null, null);
        }

        /** What it opens, said or not. */
        public Purpose opens() {
            return purpose == null ? Purpose.FILES : purpose;
        }
    }

    /** What a token opens. */
    enum Purpose {
        /** The files of the deployment. */
        @JsonProperty("files")
        FILES,
        /** The credentials for the registry of its image, and nothing else. */
        @JsonProperty("image")
        IMAGE
    }

    /** The token was used, and these values were revealed with it. */
    record Consumed(
            TokenId token,
            DeploymentId deployment,
            int generation,
            List<VersionedPath> versions,
            @Nullable @JsonView(Inside.class) Digest nonce)
            implements TokenEvent {
        public Consumed {
            versions = List.copyOf(versions);
        }
    }

    /**
     * A known token was presented and not honoured. The caller is not told why; the ledger is. One event stands for all
     * refusals of one token for one reason in a minute; {@code count}, if it is more than one, says how many.
     */
    record Refused(
            TokenId token,
            DeploymentId deployment,
            Reason reason,
            @Nullable Integer count) implements TokenEvent {
        public Refused(TokenId token, DeploymentId deployment, Reason reason) {
            this(token, deployment, reason, null);
        }

        /** The same, so many times. */
        public Refused times(int times) {
            return new Refused(token, deployment, reason, times == 1 ? null : times);
        }

        public enum Reason {
            @JsonProperty("replayed")
            REPLAYED,
            @JsonProperty("expired")
            EXPIRED,
            @JsonProperty("revoked")
            REVOKED,
            @JsonProperty("wrongSecret")
            WRONG_SECRET,
            @JsonProperty("wrongAddress")
            WRONG_ADDRESS,
            @JsonProperty("otherKey")
            OTHER_KEY,
            @JsonProperty("oldGeneration")
            OLD_GENERATION,
            @JsonProperty("deploymentStopped")
            DEPLOYMENT_STOPPED,
            @JsonProperty("readNoLongerAllowed")
            READ_NO_LONGER_ALLOWED,
            @JsonProperty("secretGone")
            SECRET_GONE
        }
    }

    /** The token was withdrawn before its use. */
    record Revoked(
            TokenId token,
            DeploymentId deployment,
            @Nullable String reason) implements TokenEvent {}
}
