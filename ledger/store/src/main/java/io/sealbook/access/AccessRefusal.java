package io.sealbook.access;

import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.access.Action;
import org.jspecify.annotations.Nullable;

/**
 * A known caller asked for what they may not do. The edge records it and answers 403, in the same words whether the thing
 * exists or not.
 */
public final class AccessRefusal extends RuntimeException {
    private final transient Caller caller;
    private final Action wanted;
    private final transient @Nullable SecretPath path;
    private final transient @Nullable DeploymentId deployment;

    public AccessRefusal(Caller caller, Action wanted, @Nullable SecretPath path, @Nullable DeploymentId deployment) {
        super("not allowed: " + wanted);
        this.caller = caller;
        this.wanted = wanted;
        this.path = path;
        this.deployment = deployment;
    }

    public Caller caller() {
        return caller;
    }

    public Action wanted() {
        return wanted;
    }

    public @Nullable SecretPath path() {
        return path;
    }

    public @Nullable DeploymentId deployment() {
        return deployment;
    }
}
