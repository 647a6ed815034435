package io.sealbook.server.deployment;

import io.sealbook.api.TokenId;
import io.sealbook.api.event.DeploymentEvent;
import io.sealbook.api.event.RefusalEvent.AlarmRaised;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment knows of the thefts of its tokens.
 *
 * @param settled the last generation that saw to every theft before it; what a token of an earlier one comes to is over
 * @param answered the token whose theft made the present generation necessary, if one did
 * @param alarmed the tokens over which an alarm was raised since
 */
public record Thefts(int settled, @Nullable TokenId answered, Set<TokenId> alarmed) {
    static final Thefts NONE = new Thefts(0, null, Set.of());

    public Thefts {
        alarmed = Set.copyOf(alarmed);
    }

    Thefts after(DeploymentEvent.Requested wanted) {
        return wanted.settlesThefts()
                ? new Thefts(wanted.generation(), wanted.stolen(), Set.of())
                : new Thefts(settled, null, alarmed);
    }

    Thefts after(AlarmRaised alarm) {
        if (!alarm.kind().isTheft() || alarm.token() == null) {
            return this;
        }
        Set<TokenId> all = new HashSet<>(alarmed);
        all.add(alarm.token());
        return new Thefts(settled, answered, all);
    }
}
