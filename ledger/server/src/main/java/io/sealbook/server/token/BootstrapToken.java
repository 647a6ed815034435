package io.sealbook.server.token;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.Digest;
import io.sealbook.api.event.EventType;
import io.sealbook.api.event.LedgerEvent;
import io.sealbook.api.event.StreamName;
import io.sealbook.api.event.TokenEvent;
import io.sealbook.api.event.VersionedPath;
import io.sealbook.server.command.Entity;
import io.sealbook.store.LedgerEventMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/** Where a bootstrap token is in its short life. */
public sealed interface BootstrapToken {
    /** The name of the only file that a token for the image opens. */
    String IMAGE_CREDENTIALS = "image-credentials";

    /** How the state grows. Refusals change nothing. */
    Entity<TokenId, BootstrapToken> ENTITY = new Entity<>(
            TokenId.class,
            BootstrapToken.class,
            StreamName::of,
            Set.of(EventType.TOKEN_ISSUED, EventType.TOKEN_CONSUMED, EventType.TOKEN_REVOKED),
            None::new,
            BootstrapToken::after);

    /** Nobody ever issued it. */
    record None(TokenId id) implements BootstrapToken {}

    /** It can be used once, until it expires. */
    record Live(Issue issue) implements BootstrapToken {}

    /** It was used. */
    record Consumed(
            Issue issue,
            Instant at,
            @Nullable String from,
            List<VersionedPath> versions,
            @Nullable Digest nonce) implements BootstrapToken {}

    /** It was withdrawn. */
    record Revoked(Issue issue) implements BootstrapToken {}

    /**
     * What was issued.
     *
     * @param sealTo the public key that every answer is sealed to, if any
     */
    record Issue(
            TokenId id,
            DeploymentId deployment,
            int generation,
            Instant at,
            Instant expiresAt,
            List<String> networks,
            Digest digest,
            TokenEvent.Purpose purpose,
            @Nullable String sealTo) {}

    /** What a token of this purpose opens of such a deployment, as files. */
    static List<Binding> opened(TokenEvent.Purpose purpose, DeploymentSpec spec) {
        return switch (purpose) {
            case FILES -> spec.secrets();
            case IMAGE ->
                spec.imageCredentials() == null
                        ? List.of()
                        : List.of(new Binding(spec.imageCredentials(), IMAGE_CREDENTIALS, null, null, null));
        };
    }

    static BootstrapToken after(BootstrapToken before, LedgerEvent event, EventMessage message) {
        if (!(event instanceof TokenEvent change)) {
            return before;
        }
        return switch (change) {
            case TokenEvent.Issued issued ->
                new Live(new Issue(
                        issued.token(),
                        issued.deployment(),
                        issued.generation(),
                        message.timestamp(),
                        issued.expiresAt(),
                        issued.networks(),
                        issued.digest(),
                        issued.opens(),
                        issued.sealTo()));
            case TokenEvent.Consumed consumed ->
                new Consumed(issue(before), message.timestamp(), from(message), consumed.versions(), consumed.nonce());
            case TokenEvent.Revoked revoked -> new Revoked(issue(before));
            case TokenEvent.Refused refused -> before;
        };
    }

    /** What was issued, if it was. */
    static Optional<Issue> issued(BootstrapToken token) {
        return switch (token) {
            case Live live -> Optional.of(live.issue());
            case Consumed consumed -> Optional.of(consumed.issue());
            case Revoked revoked -> Optional.of(revoked.issue());
            case None none -> Optional.empty();
        };
    }

    private static Issue issue(BootstrapToken token) {
        return issued(token).orElseThrow(() -> new IllegalStateException("bug: a token was used before it was issued"));
    }

    private static @Nullable String from(EventMessage message) {
        return message instanceof LedgerEventMessage ours ? ours.provenance().from() : null;
    }
}
