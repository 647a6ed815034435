package io.sealbook.server.theft;

import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent.Desired;
import io.sealbook.api.event.DeploymentSpec;
import io.sealbook.api.event.DeploymentSpec.Binding;
import io.sealbook.api.event.DeploymentSpec.Generate;
import io.sealbook.api.event.DeploymentSpec.OnTheft;
import io.sealbook.server.deployment.Deployment;
import io.sealbook.server.secret.Secret;
import io.sealbook.server.token.BootstrapToken;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A token that somebody else may have used, and all that the response to it depends on, as it is now.
 *
 * @param secrets those that the deployment lets Sealbook make anew
 * @param readable whether the deployment's owner may still read a path
 * @param writable whether the deployment's owner may still write to a path
 */
record Theft(
        Deployment deployment,
        BootstrapToken token,
        Map<SecretPath, Secret> secrets,
        Predicate<SecretPath> readable,
        Predicate<SecretPath> writable) {

    /** How the values of this deployment are made anew that may be; one that is pinned stays what it is. */
    static Map<SecretPath, Generate> replaceable(DeploymentSpec spec) {
        Map<SecretPath, Generate> replaceable = new LinkedHashMap<>();
        for (Binding binding : spec.secrets()) {
            if (binding.generate() != null && binding.version() == null) {
                replaceable.putIfAbsent(binding.path(), binding.generate());
            }
        }
        return replaceable;
    }

    TokenId stolen() {
        return BootstrapToken.issued(token).orElseThrow().id();
    }

    /**
     * Whether something is due: the policy wants it, an alarm was raised over this token, and neither a person nor an
     * earlier response has seen to it since the token's generation. So one token has one response, however often it
     * comes back.
     */
    boolean isOpen() {
        OnTheft policy = deployment.spec().onTheft();
        return policy != null
                && policy != OnTheft.ALARM
                && deployment.desired() == Desired.RUNNING
                && BootstrapToken.issued(token)
                        .filter(issue -> issue.deployment().equals(deployment.id())
                                && issue.generation() >= deployment.thefts().settled()
                                && deployment.thefts().alarmed().contains(issue.id()))
                        .isPresent();
    }

    /** Why the deployment cannot go on with new values. */
    Optional<String> obstacle() {
        DeploymentSpec spec = deployment.spec();
        Stream<SecretPath> handedOut =
                Stream.concat(spec.secrets().stream().map(Binding::path), Stream.ofNullable(spec.imageCredentials()));
        Optional<String> unreadable =
                handedOut.filter(readable.negate()).findFirst().map(path -> "its owner may no longer read " + path);
        return unreadable.or(() -> replaceable(spec).keySet().stream()
                .flatMap(path -> unmakeable(path).stream())
                .findFirst());
    }

    private Optional<String> unmakeable(SecretPath path) {
        if (!writable.test(path)) {
            return Optional.of("its owner may not write to " + path);
        }
        Secret secret = secrets.get(path);
        return secret == null || secret.life() != Secret.Life.LIVE
                ? Optional.of(path + " is deleted")
                : Optional.empty();
    }
}
