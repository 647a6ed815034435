package io.sealbook.api.http;

import io.sealbook.api.event.VersionedPath;
import org.jspecify.annotations.Nullable;

/** Body of the commands that need no more than a reason; {@code because} names the value that made a redeployment due. */
public record Reason(@Nullable String reason, @Nullable VersionedPath because) {}
