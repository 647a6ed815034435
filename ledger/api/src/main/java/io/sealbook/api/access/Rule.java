package io.sealbook.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One line of permission. Allows add up, an explicit deny always wins, and the order never matters. */
public record Rule(Effect effect, Set<Action> actions, List<PathPattern> paths) {
    public Rule {
        if (actions.isEmpty()) {
            throw new IllegalArgumentException("a rule names at least one action");
        }
        // In the order of the enum: the bytes of an event must not depend on the process that wrote it.
        actions = Collections.unmodifiableSet(EnumSet.copyOf(actions));
        paths = List.copyOf(paths);
    }

    /**
     * Whether the rule says what it does: paths bound actions on secrets alone, so one that names some of them and an
     * action without a path would allow or deny that action everywhere or nowhere.
     */
    public boolean saysWhatItDoes() {
        boolean some = paths.stream().noneMatch(path -> path.value().equals("**")) && !paths.isEmpty();
        return !some || actions.stream().allMatch(Action::onPaths);
    }

    /** A rule without paths, for actions that concern no secret. */
    public static Rule allow(Action... actions) {
        return new Rule(Effect.ALLOW, Set.of(actions), List.of());
    }

    public static Rule allow(Set<Action> actions, String... patterns) {
        return new Rule(
                Effect.ALLOW,
                actions,
                List.of(patterns).stream().map(PathPattern::new).toList());
    }

    public enum Effect {
        @JsonProperty("allow")
        ALLOW,
        @JsonProperty("deny")
        DENY
    }
}
