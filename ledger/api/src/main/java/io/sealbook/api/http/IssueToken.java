package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.event.TokenEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/bootstrap-tokens}; {@code networks} are CIDR blocks that the token may come from.
 *
 * @param purpose what the token opens; the files unless given
 * @param sealTo an X25519 public key (base64) to which the answer is sealed, whoever presents the token
 */
public record IssueToken(
        DeploymentId deployment,
        @Nullable Duration ttl,
        @Nullable List<String> networks,
        TokenEvent.@Nullable Purpose purpose,
        @Nullable String sealTo) {
    public IssueToken(DeploymentId deployment, @Nullable Duration ttl, @Nullable List<String> networks) {
        this(deployment, ttl, networks, null, null);
    }
}
