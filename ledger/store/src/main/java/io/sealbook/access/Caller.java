package io.sealbook.access;

import io.sealbook.api.AccountId;
import io.sealbook.api.Actor;
import io.sealbook.api.KeyId;
import io.sealbook.api.Provenance;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TargetName;
import io.sealbook.api.access.Action;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is asking, with what key, from where, and what they may do. Valid for one request. */
public record Caller(
        AccountId account,
        Actor.Kind kind,
        KeyId key,
        Instant expiresAt,
        Permissions permissions,
        Set<TargetName> targets,
        String requestId,
        @Nullable String from) {

    public boolean may(Action action) {
        return permissions.allow(action);
    }

    public boolean may(Action action, SecretPath path) {
        return permissions.allow(action, path);
    }

    /** Goes on only if the action is allowed on some path at all; else the request is refused and recorded. */
    public void require(Action action) {
        if (!may(action)) {
            throw new AccessRefusal(this, action, null, null);
        }
    }

    /** Goes on only if the action is allowed on this path; else the request is refused and recorded. */
    public void require(Action action, SecretPath path) {
        if (!may(action, path)) {
            throw new AccessRefusal(this, action, path, null);
        }
    }

    public Actor actor() {
        return new Actor(account.value(), kind);
    }

    public Provenance provenance() {
        return new Provenance(actor(), requestId, from);
    }

    @Override
    public String toString() {
        return "Caller[" + account + "]";
    }
}
