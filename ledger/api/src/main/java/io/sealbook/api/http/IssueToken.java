package io.sealbook.api.http;

import io.sealbook.api.DeploymentId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/bootstrap-tokens}; {@code networks} are CIDR blocks that the token may come from. */
public record IssueToken(
        DeploymentId deployment,
        @Nullable Duration ttl,
        @Nullable List<String> networks) {}
