package io.sealbook.server.token;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.Digest;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the decision about a presented token looks at.
 *
 * @param deployment the one that the token was issued for, as it is now
 * @param secrets the bound secrets, as they are now
 * @param readable whether the deployment's owner may still read a path
 */
record Presentation(
        Digest digest,
        @Nullable Digest nonce,
        @Nullable String from,
        Instant at,
        Deployment deployment,
        Map<SecretPath, Secret> secrets,
        Predicate<SecretPath> readable) {}
