package io.sealbook.api.http;

import io.sealbook.api.Actor;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import io.sealbook.api.event.RefusalEvent.AccessRefused;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/refusals}: what the projections service refused and only the ledger may record. */
public record RefusalReport(
        Actor actor,
        AccessRefused.Reason reason,
        @Nullable Action wanted,
        @Nullable SecretPath path,
        @Nullable DeploymentId deployment,
        int count,
        String requestId,
        @Nullable String from) {}
