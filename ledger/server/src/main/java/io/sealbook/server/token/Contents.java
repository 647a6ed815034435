package io.sealbook.server.token;

import io.sealbook.api.SecretPath;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a token would open.
 *
 * @param deployment the one that the token was issued for, as it is now
 * @param opened what the token's purpose opens of it
 * @param secrets the bound secrets, as they are now
 * @param readable whether the deployment's owner may still read a path
 */
record Contents(
        Deployment deployment, List<Binding> opened, Map<SecretPath, Secret> secrets, Predicate<SecretPath> readable) {}
